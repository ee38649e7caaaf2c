"""What pyproject.toml cannot say: packages whose folders have other names, and all their data."""

from setuptools import find_packages, setup

ROOTS = {
    "vibee_compiler": "vibee_compiler",
    "vibee_plugins": "plugins",
    "vibee_grammars": "grammars",
    "vibee_specs": "specs",
}

setup(
    packages=[
        f"{name}.{inner}" if inner else name
        for name, folder in ROOTS.items()
        for inner in ("", *sorted(find_packages(folder)))
    ],
    package_dir=ROOTS,
    package_data={"": ["**/*"]},
    exclude_package_data={"": ["**/__pycache__/*", "*.pyc"]},
)
