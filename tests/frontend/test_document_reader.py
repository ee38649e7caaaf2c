"""From the YAML tree to the document: every way of writing it that the language accepts."""

from __future__ import annotations

import pytest

from vibee_compiler.frontend.document import DocField, DocType, SpecDoc, YMap, YNode, YScalar, YSeq
from vibee_compiler.frontend.load import read_text

Found = list[tuple[str, int]]


def read(text: str) -> tuple[SpecDoc, Found]:
    _, doc, found = read_text("dir/a.vibee", text.encode())
    assert doc is not None
    return doc, [(one.code, one.span.start.line) for one in found if one.span]


def clean(text: str) -> SpecDoc:
    doc, found = read(text)
    assert found == []
    return doc


def plain(node: YNode | None) -> object:
    if node is None:
        return None
    if isinstance(node, YScalar):
        return node.value
    if isinstance(node, YSeq):
        return [plain(item) for item in node.items]
    return {key.fragment.text: plain(value) for key, value in node.entries}


def fields(items: tuple[DocField, ...] | None) -> dict[str, str | None]:
    return {one.name.text: one.type.text if one.type else None for one in items or ()}


def only_type(text: str) -> tuple[DocType, Found]:
    doc, found = read("name: a\ntypes:\n" + text)
    (one,) = doc.types
    return one, found


DOCUMENT = """\
vibee: 1
name: shop
version: 1.10
description: Prices
language: rust
module: shop_out
human_language: en
imports: [a.vibee, {path: b.vibee}]
constants:
  A: {type: Int, value: 5, description: five}
  B: 7
  C: {x: 1}
types:
  T: {fields: {x: Int}}
behaviors:
  - {name: f, given: g, when: w, then: t}
test_cases:
  - {behavior: f, input: {x: 1}, expected: 2}
"""


def test_document() -> None:
    doc = clean(DOCUMENT)
    assert (doc.name.text, doc.version, doc.language, doc.module) == (
        "shop", "1.10", "rust", "shop_out",
    )  # fmt: skip
    assert (doc.description, doc.human_language) == ("Prices", "en")
    assert [one.path.text for one in doc.imports] == ["a.vibee", "b.vibee"]
    constants = [(c.name.text, c.type and c.type.text, plain(c.value)) for c in doc.constants]
    assert constants == [("A", "Int", 5), ("B", None, 7), ("C", None, {"x": 1})]
    assert doc.constants[0].description == "five"
    assert [one.name.text for one in doc.types] == ["T"]
    (behaviour,) = doc.behaviours
    assert (behaviour.given, behaviour.when, behaviour.then) == ("g", "w", "t")
    (case,) = doc.test_cases
    assert case.behavior
    assert (case.behavior.text, plain(case.inputs), plain(case.expected)) == ("f", {"x": 1}, 2)


@pytest.mark.parametrize(
    "text",
    [
        "  T:\n    fields:\n      x: Int\n      y: 'Map<K, V>'\n",
        "  T: {fields: {x: {type: Int}, y: {type: 'Map<K, V>', description: d}}}\n",
        "  T:\n    fields:\n      - {name: x, type: Int}\n"
        "      - name: y\n        type: Map<K, V>\n",
        "  T:\n    fields:\n      - x: Int\n      - y: Map<K, V>\n",
        "  T:\n    fields:\n      - 'x: Int'\n      - 'y: Map<K, V>'\n",
        "  - name: T\n    fields: {x: Int, y: 'Map<K, V>'}\n",
        "  - T: {fields: {x: Int, y: 'Map<K, V>'}}\n",
    ],
)
def test_records(text: str) -> None:
    one, found = only_type(text)
    assert found == []
    assert (one.kind, one.name.text) == ("record", "T")
    assert fields(one.fields) == {"x": "Int", "y": "Map<K, V>"}


def test_fields_in_full() -> None:
    one, found = only_type(
        "  T:\n    description: d\n    constraints: self.x > 0\n    fields:\n"
        "      x: {type: Int, default: 1, description: e, constraints: [value > 0, 'a, b']}\n"
        "      y: List<Int> = [1, 2]\n"
        "      z: Status = active\n"
        "      f: Fn(Int) -> Int\n"
    )
    assert found == []
    assert one.description == "d"
    assert [c.text for c in one.constraints] == ["self.x > 0"]
    x, y, z, f = one.fields
    assert (plain(x.default), x.description) == (1, "e")
    assert [c.text for c in x.constraints] == ["value > 0", "a, b"]
    assert (y.type and y.type.text, plain(y.default)) == ("List<Int>", [1, 2])
    assert (z.type and z.type.text, plain(z.default)) == ("Status", "active")
    assert f.type
    assert f.type.text == "Fn(Int) -> Int"
    assert y.default
    assert y.default.span.start.line == 8
    assert y.default.span.start.column == 22


@pytest.mark.parametrize("key", ["enum", "values", "variants"])
def test_enums(key: str) -> None:
    one, found = only_type(f"  T: {{{key}: [a, b c, 日]}}\n")
    assert found == []
    assert one.kind == "enum"
    assert [member.text for member in one.members] == ["a", "b c", "日"]


@pytest.mark.parametrize(
    "text",
    [
        "  S:\n    variants:\n"
        "      - Circle: {radius: Float}\n      - Label: String\n      - Empty\n",
        "  S:\n    variants:\n      Circle: {radius: Float}\n      Label: String\n      Empty:\n",
        "  S:\n    values:\n      - {name: Circle, fields: {radius: Float}}\n"
        "      - {name: Label, fields: {value: String}}\n      - name: Empty\n",
        "  S:\n    variants:\n      - Circle: {fields: {radius: Float}}\n"
        "      - Label: {value: String}\n      - Empty\n",
    ],
)
def test_sum_types(text: str) -> None:
    one, found = only_type(text)
    assert found == []
    assert one.kind == "sum"
    assert [(v.name.text, fields(v.fields)) for v in one.variants] == [
        ("Circle", {"radius": "Float"}), ("Label", {"value": "String"}), ("Empty", {}),
    ]  # fmt: skip


def test_a_variant_may_be_called_name() -> None:
    one, found = only_type("  S:\n    variants:\n      - Name: String\n")
    assert found == []
    assert [(v.name.text, fields(v.fields)) for v in one.variants] == [
        ("Name", {"value": "String"})
    ]


@pytest.mark.parametrize("key", ["alias", "base"])
def test_aliases(key: str) -> None:
    one, found = only_type(f"  Cents: {{{key}: Int, constraints: value >= 0}}\n")
    assert found == []
    assert one.alias
    assert (one.kind, one.alias.text) == ("alias", "Int")


def test_generics() -> None:
    one, found = only_type("  Page: {generic: [T, U], fields: {items: List<T>}}\n")
    assert found == []
    assert [param.text for param in one.params] == ["T", "U"]


BEHAVIOUR = """\
name: a
language: zig
behaviors:
  - name: f
    description: d
    params: {x: Int, y: Float = 1.5}
    returns: Int
    errors: [E, {name: F, description: why}, {G: because}]
    requires: ["x > 0", "y > 0.0"]
    ensures: result > 0
    body: |
      let z = x;
      z
    examples:
      - {name: one, input: [1], expected: 1, tolerance: 1.0e-9}
      - {input: {x: 0}, raises: E}
      - {input: {x: 0}, expected: {error: E}}
    properties: ["f(x) > 0"]
    implementation: {rust: "x", zig: "y"}
    internal: true
"""


def test_behaviour() -> None:
    (one,) = clean(BEHAVIOUR).behaviours
    assert fields(one.params) == {"x": "Int", "y": "Float"}
    assert one.params
    assert plain(one.params[1].default) == 1.5
    assert one.returns
    assert one.returns.text == "Int"
    assert [(e.name.text, e.description) for e in one.errors] == [
        ("E", None), ("F", "why"), ("G", "because"),
    ]  # fmt: skip
    assert [r.text for r in one.requires] == ["x > 0", "y > 0.0"]
    assert [r.text for r in one.ensures] == ["result > 0"]
    assert one.body
    assert one.body.text == "let z = x;\nz\n"
    assert one.body.span((11, 12)).start.line == 13
    first, second, third = one.examples
    assert (first.name, plain(first.inputs), plain(first.expected)) == ("one", [1], 1)
    assert first.tolerance
    assert first.tolerance.value == 1e-9
    assert second.raises
    assert second.raises.text == "E"
    assert (third.raises, plain(third.expected)) == (None, {"error": "E"})
    assert [p.text for p in one.properties] == ["f(x) > 0"]
    assert [(lang, code.text) for lang, code in one.implementation] == [("rust", "x"), ("zig", "y")]
    assert one.internal


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("errors: {E: why, F: }", [("E", "why"), ("F", None)]),
        ("errors: E", [("E", None)]),
        ("ошибки: [E]", [("E", None)]),
    ],
)
def test_errors(text: str, expected: list[tuple[str, str | None]]) -> None:
    (one,) = clean(f"name: a\nbehaviors:\n  - name: f\n    {text}\n").behaviours
    assert [(e.name.text, e.description) for e in one.errors] == expected


@pytest.mark.parametrize(
    "params",
    [
        "{x: Int, y: Int}",
        "[{name: x, type: Int}, {name: y, type: Int}]",
        "[x: Int, y: Int]",
        "{x: {type: Int}, y: {type: Int}}",
    ],
)
def test_params(params: str) -> None:
    (one,) = clean(f"name: a\nbehaviors:\n  - name: f\n    params: {params}\n").behaviours
    assert fields(one.params) == {"x": "Int", "y": "Int"}


def test_behaviours_as_a_mapping() -> None:
    doc = clean("name: a\nbehaviors:\n  f: {given: g}\n  h:\n")
    assert [(one.name.text, one.given) for one in doc.behaviours] == [("f", "g"), ("h", None)]


def test_implementation_as_a_text_is_of_the_specs_language() -> None:
    (one,) = clean(
        "name: a\nlanguage: zig\nbehaviors:\n  - {name: f, implementation: x}\n"
    ).behaviours
    assert [(lang, code.text) for lang, code in one.implementation] == [("zig", "x")]


def test_a_scenario_names_a_behaviour_that_has_no_name() -> None:
    doc = clean(
        "name: a\nbehaviors:\n  - {scenario: f}\n  - {name: g, scenario: When all is well}\n"
    )
    assert [(one.name.text, one.description) for one in doc.behaviours] == [
        ("f", None), ("g", "When all is well"),
    ]  # fmt: skip


def test_keys_in_other_languages() -> None:
    doc = clean(
        "имя: a\nтипы:\n  Т: {поля: {x: Int}}\nповедения:\n"
        "  - {имя: f, дано: д, когда: к, тогда: т}\n"
        "  - {名称: g, 假如: 甲, 当: 乙, 那么: 丙}\n"
        "  - {nombre: h, dado: a, cuando: b, entonces: c}\n"
    )
    prose = [(one.name.text, one.given, one.when, one.then) for one in doc.behaviours]
    assert prose == [("f", "д", "к", "т"), ("g", "甲", "乙", "丙"), ("h", "a", "b", "c")]


def test_an_everyday_word_is_a_key_only_where_nothing_takes_its_place() -> None:
    doc, found = read(
        "name: a\nbehaviors:\n  - {name: f, given: g, data: x}\n  - {name: h, data: y}\n"
    )
    assert [one.given for one in doc.behaviours] == ["g", "y"]
    assert found == [("VB0210", 3)]


def test_unknown_keys_are_kept() -> None:
    doc, found = read("name: a\nmeta: {x: 1}\ntypes:\n  T: {fields: {}, width: 2}\nbehavoirs: []\n")
    assert [(key, plain(node)) for key, node in doc.extensions] == [
        ("meta", {"x": 1}), ("behavoirs", []), ("types.T.width", 2),
    ]  # fmt: skip
    assert sorted(found) == [("VB0204", 5), ("VB0210", 2), ("VB0210", 4)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("language: 999", [("VB0206", 2)]),
        ("language: true", [("VB0206", 2)]),
        ("vibee: 2", [("VB0208", 2)]),
        ("vibee: '1'", []),
        ("types: 5", [("VB0203", 2)]),
        ("types:", [("VB0209", 2)]),
        ("types: {T: Int}", [("VB0214", 2)]),
        ("types: {T: [a, b]}", [("VB0214", 2)]),
        ("types: {T: }", []),
        ("types: {T: {x: Int, y: Int}}", [("VB0214", 2)]),
        ("types: [{fields: {}}]", [("VB0201", 2)]),
        ("types: [[]]", [("VB0203", 2)]),
        ("types: {T: {fields: {}, enum: [a]}}", [("VB0207", 2)]),
        ("types: {T: {enum: []}}", [("VB0203", 2)]),
        ("types: {T: {enum: [Null, true, 1]}}", [("VB0206", 2)] * 3),
        ("types: {T: {fields: {x: [Int]}}}", [("VB0203", 2)]),
        ("types: {T: {fields: {x: {default: 1}}}}", [("VB0203", 2)]),
        ("types: {T: {fields: {x: Int = 1, y: }}}", [("VB0203", 2)]),
        ("types: {T: {fields: {x: {type: Int = 1, default: 2}}}}", [("VB0207", 2)]),
        ("types: {T: {fields: {x: Map<String, Int>, y: Int}}}", [("VB0211", 2)]),
        ("types: {T: {fields: {x: (Int, Int), y: Int}}}", [("VB0211", 2)]),
        ("functions: [{name: f}]", [("VB0205", 2)]),
        ("behaviors: [{name: f, When: x}]", [("VB0205", 2)]),
        ("behaviors: [{name: f}]\nповедения: []", [("VB0110", 3)]),
        ("behaviors: [f]", [("VB0214", 2)]),
        ("behaviors: [{given: x}]", [("VB0201", 2)]),
        ("behaviors: [{name: }]", [("VB0209", 2)]),
        ("behaviors: {f: x}", [("VB0203", 2)]),
        ("behaviors: [{name: f, body: 5}]", [("VB0206", 2)]),
        ("behaviors: [{name: f, body: [1, 2]}]", [("VB0206", 2)]),
        ("behaviors: [{name: f, body: }]", [("VB0209", 2)]),
        ("behaviors: [{name: f, body: \"x\"}]", [("VB0213", 2)]),
        ("behaviors:\n  - name: f\n    body: s.split(' # ')", [("VB0212", 4)]),
        ("behaviors:\n  - name: f\n    body: s + 1 # more", []),
        ("behaviors: [{name: f, requires: [f(a, b) > 1, c]}]", [("VB0211", 2)]),
        ("behaviors:\n  - name: f\n    requires:\n      - a ? b : c", [("VB0206", 5)]),
        ("behaviors: [{name: f, internal: yes}]", [("VB0206", 2)]),
        ("behaviors: [{name: f, internal: maybe}]", [("VB0203", 2)]),
        ("behaviors: [{name: f, examples: [5]}]", [("VB0203", 2)]),
        ("behaviors: [{name: f, input: some text}]", [("VB0210", 2)]),
        ("behaviors: [{name: f, given: [a, b]}]", [("VB0206", 2)]),
        ("constants: [{name: A, value: 1}, {name: B}]", [("VB0203", 2)]),
        ("imports: 5", [("VB0206", 2)]),
    ],
)  # fmt: skip
def test_findings(text: str, expected: Found) -> None:
    _, found = read(f"name: a\n{text}\n")
    assert found == expected


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("5", "5"),
        ("1.50", "1.50"),
        ("[1, 2].size()[0]", None),
        ("[1, 2]", "[1, 2]"),
        ("null", "null"),
    ],
)
def test_a_body_is_its_source_text(body: str, expected: str | None) -> None:
    _, doc, _ = read_text("a", f"name: a\nbehaviors:\n  - name: f\n    body: {body}\n".encode())
    assert (doc is None) == (expected is None)
    if doc is not None:
        assert doc.behaviours[0].body
        assert doc.behaviours[0].body.text == expected


def test_a_wrong_item_leaves_the_others() -> None:
    doc, found = read(
        "name: a\ntypes:\n  A: {fields: 5}\n  B: {enum: 7}\n  C: {fields: {x: Int}}\n"
    )
    assert [one.name.text for one in doc.types] == ["A", "C"]
    assert found == [("VB0203", 3), ("VB0203", 4)]


@pytest.mark.parametrize("text", ["- a\n", "text\n", "5\n", "[]\n", "~\n"])
def test_what_is_no_mapping_is_no_spec(text: str) -> None:
    _, doc, found = read_text("a.vibee", text.encode())
    assert doc is None
    assert [one.code for one in found] == ["VB0202"]


def test_a_spec_without_a_name_goes_by_its_file() -> None:
    doc, found = read("types: {}\n")
    assert doc.name.text == "a"
    assert found == [("VB0201", 1)]


def test_paths_lead_to_the_place() -> None:
    _, _, found = read_text(
        "a", b"name: a\nbehaviors:\n  - name: f\n    examples: [{input: 1, expeced: 2}]\n"
    )
    assert [one.path for one in found] == ["behaviors[0].examples[0].expeced"]
    assert found[0].hint == "did you mean `expected`?"


def test_a_mapping_has_the_map_model() -> None:
    doc = clean("name: a\nconstants: {A: {b: 1}}\n")
    assert isinstance(doc.constants[0].value, YMap)
    assert doc.constants[0].value.get("b") is not None
    assert doc.constants[0].value.get("c") is None


def test_nothing_is_lost_without_a_word() -> None:
    doc, found = read(
        "name: a\n"
        "types:\n"
        "  T: {name: U, fields: {x: {name: y, type: Int}}}\n"
        "  S: {variants: [{Circle: {fields: {r: Int}, constraints: x}}]}\n"
        "behaviors:\n"
        "  - {name: f, scenario: s, description: d}\n"
    )
    kept = [key for key, _ in doc.extensions]
    assert sorted(kept) == [
        "behaviors[0].scenario",
        "types.S.variants[0].constraints",
        "types.T.fields.x.name",
        "types.T.name",
    ]
    assert [code for code, _ in found] == ["VB0210"] * 3
