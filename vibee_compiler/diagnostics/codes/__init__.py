"""The codes, one module an area; each has a `CODES: dict[str, Code]`.

A module in this package is part of the catalogue by being there.

| range | area |
|---|---|
| VB01xx | YAML and encoding |
| VB02xx | the document and its keys |
| VB03xx | syntax of expressions and types |
| VB04xx | imports (01 to 19) and names |
| VB05xx | types and checking |
| VB06xx | match |
| VB07xx | contracts, examples, properties |
| VB08xx | targets and lowering |
| VB09xx | output, tools, plugins |
"""
