#- part: T
#- uses: typing:TypeVar
T = TypeVar("T")
#- part: T_co
#- uses: typing:TypeVar
T_co = TypeVar("T_co", covariant=True)
#- part: E_co
#- uses: typing:TypeVar
E_co = TypeVar("E_co", covariant=True)
#- part: K
#- uses: typing:TypeVar
K = TypeVar("K")
#- part: V
#- uses: typing:TypeVar
V = TypeVar("V")
#- part: E
#- uses: typing:TypeVar
E = TypeVar("E")
#- part: A
#- uses: typing:TypeVar
A = TypeVar("A")
