"""From text to surface syntax: lexer, LALR driver over generated tables, builders, messages."""
