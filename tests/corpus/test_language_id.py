from __future__ import annotations

import pytest

pytest.importorskip("py3langid")

from vibee_compiler.corpus import language_id
from vibee_compiler.frontend.pipeline import compile_spec

SENTENCES = {
    "en": ["Returns the sum of both numbers", "A user with a valid email address"],
    "ru": ["Возвращает сумму двух чисел", "Пользователь с правильным адресом почты"],
    "zh": ["返回两个数字的总和", "用户提供有效的邮箱地址"],
    "es": ["Devuelve la suma de los dos números", "Un usuario con una dirección de correo válida"],
    "pt": ["Retorna a soma dos dois números", "Um usuário com um endereço de e-mail válido não"],
    "fr": ["Renvoie la somme des deux nombres", "Un utilisateur avec une adresse valide"],
    "de": ["Gibt die Summe der beiden Zahlen zurück", "Ein Benutzer mit gültiger Adresse"],
    "ja": ["二つの数の合計を返す", "有効なメールアドレスを持つユーザー"],
    "ko": ["두 수의 합을 반환한다", "올바른 이메일 주소를 가진 사용자"],
    "ar": ["تعيد مجموع العددين", "مستخدم لديه عنوان بريد صالح"],
    "hi": ["दोनों संख्याओं का योग लौटाता है", "मान्य ईमेल पते वाला उपयोगकर्ता"],
    "bn": ["দুটি সংখ্যার যোগফল ফেরত দেয়", "সঠিক ইমেইল ঠিকানা সহ ব্যবহারকারী"],
    "tr": ["İki sayının toplamını döndürür", "Geçerli e-posta adresi olan bir kullanıcı"],
    "it": ["Restituisce la somma dei due numeri", "Un utente con un indirizzo valido della posta"],
    "pl": ["Zwraca sumę obu liczb", "Użytkownik z poprawnym adresem e-mail"],
    "uk": ["Повертає суму двох чисел", "Користувач із правильною адресою пошти"],
    "vi": ["Trả về tổng của hai số", "Người dùng có địa chỉ thư hợp lệ"],
    "id": ["Mengembalikan jumlah dari kedua bilangan", "Pengguna dengan alamat surel yang benar"],
    "fa": ["مجموع دو عدد را برمی‌گرداند", "کاربری که نشانی ایمیل معتبر دارد"],
    "nl": ["Geeft de som van beide getallen terug", "Een gebruiker met een geldig adres"],
}


def test_there_are_sentences_for_every_language() -> None:
    assert sorted(SENTENCES) == sorted(language_id.LANGUAGES)


@pytest.mark.parametrize("language", sorted(SENTENCES))
def test_prose_shows_its_language(language: str) -> None:
    for sentence in SENTENCES[language]:
        assert language_id.of_text(sentence) == language, sentence


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("", None),
        ("42", None),
        ("`total_price` > `limit_of_order`", None),
        ("Возвращает `total_price` пользователя из UserService", "ru"),
        ("返回 get_user_by_id 的 total_amount 结果", "zh"),
    ],
)
def test_names_and_code_do_not_count(text: str, language: str | None) -> None:
    assert language_id.of_text(text) == language


SPEC = """
name: greeting
{head}
behaviors:
  - name: greet
    given: Имя пользователя
    when: Приветствие запрошено
    then: Возвращает приветствие для пользователя
"""


@pytest.mark.parametrize(("head", "language"), [("", "ru"), ("human_language: uk", "uk")])
def test_what_the_author_says_counts(head: str, language: str) -> None:
    program = compile_spec("greeting.vibee", SPEC.format(head=head)).program
    assert program is not None
    assert language_id.detect(program) == language
    filled = language_id.filled(program)
    assert filled.root.human_language == language
    assert (filled is program) == bool(head)
