"""Random well-typed specs, directed by types and by the signature table.

`maker` makes expressions as text, `forms` the syntax beyond built-ins, `values` literals, `specs`
whole specs whose examples the reference interpreter computes. Everything is drawn from a seed:
`python -m tests.support.generate.specs --seed S --count N FOLDER`.
"""
