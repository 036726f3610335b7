"""Who imports whom, read from the source without running it."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
APPS = ("stakeholders", "initiatives", "sensemaking", "funding", "portfolio_hub")


@dataclass(frozen=True)
class Import:
    """One import: `inside` is true when it stands in a function and so runs later."""

    module: str
    target: str
    inside: bool
    line: int

    def __str__(self) -> str:
        return f"{self.module}:{self.line} imports {self.target}"


@cache
def modules() -> dict[str, Path]:
    """Every module of ours by its dotted name, migrations left out."""
    paths = (path for app in APPS for path in (ROOT / app).rglob("*.py") if "migrations" not in path.parts)
    return {_name(path): path for path in paths}


def _name(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


@cache
def imports() -> tuple[Import, ...]:
    """Every import of one of our modules by another; what only type checkers read is left out."""
    found = []
    for module, path in modules().items():
        found += [entry for entry in _of(module, ast.parse(path.read_text())) if entry.target != module]
    return tuple(found)


def _of(module: str, tree: ast.Module) -> Iterator[Import]:
    waiting: list[tuple[ast.AST, bool]] = [(tree, False)]
    while waiting:
        node, inside = waiting.pop()
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test):
            continue
        for name in _targets(node):
            yield Import(module, name, inside, getattr(node, "lineno", 0))
        is_function = isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda)
        waiting += [(child, inside or is_function) for child in ast.iter_child_nodes(node)]


def _targets(node: ast.AST) -> Iterator[str]:
    """The modules of ours that an import statement names; `from package import module` names the module."""
    if isinstance(node, ast.Import):
        yield from (alias.name for alias in node.names if alias.name in modules())
    if isinstance(node, ast.ImportFrom) and node.module and node.module.split(".")[0] in APPS:
        for alias in node.names:
            inner = f"{node.module}.{alias.name}"
            yield inner if inner in modules() else node.module
