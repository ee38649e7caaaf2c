"""VIBEE: one `.vibee` specification, tested packages in many programming languages."""

__version__ = "0.1.0"

LANGUAGE_EDITION = 1
"""The edition of the .vibee language that this compiler reads."""

IR_VERSION = 1
"""Version of the JSON form of the IR; a reader refuses another major."""

PLUGIN_API = 1
"""Version of the plugin contract; a target that names another one is refused."""
