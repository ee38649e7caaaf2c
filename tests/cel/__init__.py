"""CEL's conformance cases run through parser, checker and interpreter."""
