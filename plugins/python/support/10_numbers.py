#- part: int64
#- errors: Overflow
def int64(n: int) -> int:
    """Returns n.

    Raises:
        Overflow: Unless n fits in 64 bits.
    """
    if not -(2**63) <= n < 2**63:
        raise Overflow("integer overflow")
    return n
#- test
@pytest.mark.parametrize("n", [-(2**63), 0, 2**63 - 1])
def test_int64_returns_what_fits(n: int) -> None:
    assert int64(n) == n


@pytest.mark.parametrize("n", [-(2**63) - 1, 2**63])
def test_int64_refuses_what_does_not_fit(n: int) -> None:
    with pytest.raises(Overflow):
        int64(n)
#- part: sized
#- errors: Overflow
def sized(n: int, least: int, most: int) -> int:
    """Returns n.

    Raises:
        Overflow: Unless least <= n <= most.
    """
    if not least <= n <= most:
        raise Overflow("integer out of range")
    return n
#- test
def test_sized_keeps_to_the_range() -> None:
    assert sized(-128, -128, 127) == -128
    with pytest.raises(Overflow):
        sized(128, -128, 127)
#- part: quotient
#- needs: int64
#- errors: DivisionByZero
def quotient(a: int, b: int) -> int:
    """Returns a divided by b, truncated toward zero.

    Raises:
        DivisionByZero: If b is 0.
        Overflow: If the result does not fit in 64 bits.
    """
    if b == 0:
        raise DivisionByZero("division by zero")
    whole = abs(a) // abs(b)
    return int64(whole if (a < 0) is (b < 0) else -whole)
#- test
@pytest.mark.parametrize(
    ("a", "b", "expected"), [(7, 2, 3), (-7, 2, -3), (7, -2, -3), (-7, -2, 3), (0, -5, 0)]
)
def test_quotient_truncates(a: int, b: int, expected: int) -> None:
    assert quotient(a, b) == expected
#- part: remainder
#- needs: int64
#- errors: DivisionByZero
def remainder(a: int, b: int) -> int:
    """Returns the remainder of a divided by b, with the sign of a.

    Raises:
        DivisionByZero: If b is 0.
        Overflow: If the quotient does not fit in 64 bits.
    """
    if b == 0:
        raise DivisionByZero("division by zero")
    if b == -1:
        int64(-a)
    rest = abs(a) % abs(b)
    return -rest if a < 0 else rest
#- test
@pytest.mark.parametrize(("a", "b", "expected"), [(7, 2, 1), (-7, 2, -1), (7, -2, 1), (-7, -2, -1)])
def test_remainder_has_the_sign_of_the_dividend(a: int, b: int, expected: int) -> None:
    assert remainder(a, b) == expected
#- part: floor_div
#- needs: int64
#- errors: DivisionByZero
def floor_div(a: int, b: int) -> int:
    """Returns a divided by b, rounded down.

    Raises:
        DivisionByZero: If b is 0.
        Overflow: If the result does not fit in 64 bits.
    """
    if b == 0:
        raise DivisionByZero("division by zero")
    return int64(a // b)
#- test
def test_floor_div_rounds_down() -> None:
    assert floor_div(-7, 2) == -4
    with pytest.raises(DivisionByZero):
        floor_div(1, 0)
#- part: floor_mod
#- needs: floor_div
def floor_mod(a: int, b: int) -> int:
    """Returns the remainder of a divided by b, with the sign of b.

    Raises:
        DivisionByZero: If b is 0.
        Overflow: If the quotient does not fit in 64 bits.
    """
    return a - floor_div(a, b) * b
#- test
def test_floor_mod_has_the_sign_of_the_divisor() -> None:
    assert floor_mod(-7, 2) == 1
    assert floor_mod(7, -2) == -1
#- part: power
#- needs: int64
#- errors: InvalidArgument, Overflow
def power(base: int, exponent: int) -> int:
    """Returns base to the power of exponent.

    Raises:
        InvalidArgument: If exponent is negative.
        Overflow: If the result does not fit in 64 bits.
    """
    if exponent < 0:
        raise InvalidArgument("a negative exponent")
    if base in {0, 1, -1}:
        return base if exponent % 2 else base * base if exponent else 1
    if exponent > 63:
        raise Overflow("integer overflow")
    return int64(base**exponent)
#- test
@pytest.mark.parametrize(
    ("base", "exponent", "expected"),
    [(2, 62, 2**62), (-2, 63, -(2**63)), (0, 0, 1), (-1, 2**63 - 1, -1), (-1, 0, 1)],
)
def test_power(base: int, exponent: int, expected: int) -> None:
    assert power(base, exponent) == expected
#- part: sign
def sign(n: int) -> int:
    """Returns -1, 0 or 1 by the sign of n."""
    return (n > 0) - (n < 0)
#- test
def test_sign() -> None:
    assert [sign(n) for n in (-5, 0, 5)] == [-1, 0, 1]
#- part: shift_left
#- errors: InvalidArgument
def shift_left(n: int, places: int) -> int:
    """Returns the 64 bits of n moved up; what leaves them is lost.

    Raises:
        InvalidArgument: If places is negative.
    """
    if places < 0:
        raise InvalidArgument("a negative shift")
    if places > 63:
        return 0
    bits = (n << places) & (2**64 - 1)
    return bits - 2**64 if bits >= 2**63 else bits
#- test
def test_shift_left_keeps_64_bits() -> None:
    assert shift_left(1, 63) == -(2**63)
    assert shift_left(-1, 2) == -4
#- part: shift_right
#- errors: InvalidArgument
def shift_right(n: int, places: int) -> int:
    """Returns the 64 bits of n moved down, zeros coming in.

    Raises:
        InvalidArgument: If places is negative.
    """
    if places < 0:
        raise InvalidArgument("a negative shift")
    if places == 0:
        return n
    return 0 if places > 63 else (n & (2**64 - 1)) >> places
#- test
def test_shift_right_brings_zeros_in() -> None:
    assert shift_right(-1, 1) == 2**63 - 1
    assert shift_right(-8, 0) == -8
#- part: divide
#- uses: import:math
def divide(a: float, b: float) -> float:
    """Returns a divided by b as IEEE 754 says: by zero an infinity or NaN."""
    if b:
        return a / b
    if a == 0 or math.isnan(a) or math.isnan(b):
        return math.nan
    return math.copysign(math.inf, a) * math.copysign(1.0, b)
#- test
def test_divide_by_zero_is_an_infinity() -> None:
    assert divide(1.0, -0.0) == -math.inf
    assert math.isnan(divide(0.0, 0.0))
#- part: float_max
def float_max(*numbers: float) -> float:
    """Returns the greatest, the first of equals, NaN if any is."""
    best = numbers[0]
    for n in numbers[1:]:
        if best == best and not n <= best:
            best = n
    return best
#- test
def test_float_max_gives_nan_if_any_is() -> None:
    assert float_max(1.0, 2.0) == 2.0
    assert float_max(1.0, float("nan"), 2.0) != 2.0
#- part: float_min
def float_min(*numbers: float) -> float:
    """Returns the least, the first of equals, NaN if any is."""
    best = numbers[0]
    for n in numbers[1:]:
        if best == best and not n >= best:
            best = n
    return best
#- test
def test_float_min_gives_nan_if_any_is() -> None:
    assert float_min(1.0, 2.0) == 1.0
    assert float_min(float("nan"), 2.0) != 2.0
#- part: float_sign
def float_sign(n: float) -> float:
    """Returns -1.0, 0.0 or 1.0 by the sign of n, NaN for NaN."""
    if n > 0:
        return 1.0
    return -1.0 if n < 0 else 0.0 if n == 0 else n
#- test
def test_float_sign() -> None:
    assert [float_sign(n) for n in (-2.5, -0.0, 2.5)] == [-1.0, 0.0, 1.0]
#- part: whole
#- uses: import:math, collections.abc:Callable
def whole(rounded: Callable[[float], int], n: float) -> float:
    """Returns n rounded to a whole number; infinities, NaN and the sign of zero stay."""
    if not math.isfinite(n):
        return n
    return math.copysign(float(rounded(n)), n)
#- part: floor
#- needs: whole
#- uses: import:math
def floor(n: float) -> float:
    """Returns n rounded down."""
    return whole(math.floor, n)
#- test
def test_floor_keeps_infinities() -> None:
    assert floor(-1.5) == -2.0
    assert floor(float("inf")) == float("inf")
#- part: ceil
#- needs: whole
#- uses: import:math
def ceil(n: float) -> float:
    """Returns n rounded up."""
    return whole(math.ceil, n)
#- test
def test_ceil() -> None:
    assert ceil(1.2) == 2.0
#- part: trunc
#- needs: whole
#- uses: import:math
def trunc(n: float) -> float:
    """Returns n rounded toward zero."""
    return whole(math.trunc, n)
#- test
def test_trunc() -> None:
    assert trunc(-1.7) == -1.0
#- part: round_half_away
#- needs: trunc
#- uses: import:math
def round_half_away(n: float) -> float:
    """Returns the nearest whole number, halves away from zero."""
    near = trunc(n)
    if math.isfinite(n) and abs(n - near) >= 0.5:
        return near + math.copysign(1.0, n)
    return near
#- test
@pytest.mark.parametrize(
    ("n", "expected"), [(1.5, 2.0), (-1.5, -2.0), (0.49999999999999994, 0.0), (2.4, 2.0)]
)
def test_round_half_away(n: float, expected: float) -> None:
    assert round_half_away(n) == expected
#- part: square_root
#- uses: import:math
def square_root(n: float) -> float:
    """Returns the square root, NaN below zero."""
    return math.sqrt(n) if n >= 0 else math.nan
#- test
def test_square_root_below_zero_is_nan() -> None:
    assert square_root(2.25) == 1.5
    assert math.isnan(square_root(-1.0))
#- part: float32
#- uses: import:struct, import:math
def float32(n: float) -> float:
    """Returns n rounded to 32 bits."""
    try:
        (rounded,) = struct.unpack("<f", struct.pack("<f", n))
    except OverflowError:
        return math.copysign(math.inf, n)
    return float(rounded)
#- test
def test_float32_rounds() -> None:
    assert float32(0.1) == 0.10000000149011612
    assert float32(1e300) == math.inf
#- part: int_of_float
#- errors: Overflow
def int_of_float(n: float) -> int:
    """Returns n truncated.

    Raises:
        Overflow: Unless -2**63 < n < 2**63.
    """
    if not -(2.0**63) < n < 2.0**63:
        raise Overflow("integer overflow")
    return int(n)
#- test
def test_int_of_float_refuses_nan() -> None:
    assert int_of_float(-1.9) == -1
    with pytest.raises(Overflow):
        int_of_float(float("nan"))
#- part: int_sum
#- uses: collections.abc:Iterable
#- errors: Overflow
def int_sum(numbers: Iterable[int]) -> int:
    """Returns the sum from the left.

    Raises:
        Overflow: If a partial sum does not fit in 64 bits.
    """
    total = 0
    for n in numbers:
        total += n
        if not -(2**63) <= total < 2**63:
            raise Overflow("integer overflow")
    return total
#- test
def test_int_sum_checks_every_step() -> None:
    assert int_sum([1, 2, 3]) == 6
    with pytest.raises(Overflow):
        int_sum([2**63 - 1, 1, -1])
#- part: float_sum
#- uses: collections.abc:Iterable
def float_sum(numbers: Iterable[float]) -> float:
    """Returns the sum from the left, with no compensation for lost digits."""
    total = 0.0
    for n in numbers:
        total += n
    return total
#- test
def test_float_sum_does_not_compensate() -> None:
    assert float_sum([0.1, 0.2, 0.3]) == 0.6000000000000001
#- part: float_text
#- uses: import:math
def float_text(n: float) -> str:
    """Returns the shortest digits that read back to n."""
    if not math.isfinite(n):
        return "NaN" if math.isnan(n) else "Infinity" if n > 0 else "-Infinity"
    mantissa, _, exponent = repr(n).partition("e")
    if n and not 1e-4 <= abs(n) < 1e21:
        return f"{mantissa.removesuffix('.0')}e{int(exponent):+03d}"
    head, _, tail = mantissa.partition(".")
    if exponent:
        return head + tail.ljust(int(exponent), "0")
    return mantissa.removesuffix(".0")
#- test
@pytest.mark.parametrize(
    ("n", "expected"),
    [
        (1.0, "1"),
        (-0.0, "-0"),
        (1e20, "100000000000000000000"),
        (1.5e17, "150000000000000000"),
        (6.02214e23, "6.02214e+23"),
        (1e-05, "1e-05"),
        (0.0001, "0.0001"),
        (float("-inf"), "-Infinity"),
    ],
)
def test_float_text(n: float, expected: str) -> None:
    assert float_text(n) == expected
#- part: parse_int
#- needs: int64
#- errors: InvalidNumber
def parse_int(text: str) -> int:
    """Returns the integer that a text is.

    Raises:
        InvalidNumber: If it is none.
        Overflow: If it does not fit in 64 bits.
    """
    digits = text[1:] if text.startswith(("+", "-")) else text
    if not (digits.isascii() and digits.isdigit()):
        raise InvalidNumber(f"no integer: {text}")
    if len(digits) > 19 and len(digits.lstrip("0")) > 19:
        return int64(2**64)
    return int64(int(text))
#- test
def test_parse_int_reads_decimal_digits_only() -> None:
    assert parse_int("-042") == -42
    with pytest.raises(InvalidNumber):
        parse_int("1_000")
#- part: parse_float
#- uses: import:re
#- errors: InvalidNumber
def parse_float(text: str) -> float:
    """Returns the number that a text is.

    Raises:
        InvalidNumber: If it is none.
    """
    named = {"NaN": "nan", "Infinity": "inf", "-Infinity": "-inf"}
    plain = r"[+-]?([0-9]+(\.[0-9]+)?|\.[0-9]+)([eE][+-]?[0-9]+)?"
    if text not in named and not re.fullmatch(plain, text):
        raise InvalidNumber(f"no number: {text}")
    return float(named.get(text, text))
#- test
def test_parse_float_reads_the_forms_of_the_language() -> None:
    assert parse_float("1e3") == 1000.0
    assert parse_float("-Infinity") == float("-inf")
    with pytest.raises(InvalidNumber):
        parse_float("inf")
#- part: parse_bool
#- errors: InvalidArgument
def parse_bool(text: str) -> bool:
    """Returns the truth value that a text is.

    Raises:
        InvalidArgument: If it is none.
    """
    if text in {"1", "t", "true", "True", "TRUE"}:
        return True
    if text in {"0", "f", "false", "False", "FALSE"}:
        return False
    raise InvalidArgument(f"no truth value: {text}")
#- test
def test_parse_bool() -> None:
    assert parse_bool("t") is True
    assert parse_bool("0") is False
    with pytest.raises(InvalidArgument):
        parse_bool("yes")
#- part: fixed_text
#- needs: float_text
#- uses: import:math
def fixed_text(n: float, digits: int) -> str:
    """Returns n with that many digits after the point."""
    return f"{n:.{digits}f}" if math.isfinite(n) else float_text(n)
#- test
def test_fixed_text_rounds_halves_to_even() -> None:
    assert fixed_text(2.5, 0) == "2"
    assert fixed_text(3.14159, 2) == "3.14"
#- part: exponent_text
#- needs: float_text
#- uses: import:math
def exponent_text(n: float, digits: int) -> str:
    """Returns n with one digit before the point and an exponent."""
    return f"{n:.{digits}e}" if math.isfinite(n) else float_text(n)
#- test
def test_exponent_text() -> None:
    assert exponent_text(-3.14, 1) == "-3.1e+00"
