"""Compiles contracts/*.vy, and keeps what comes out in a folder, by the hash of what went in."""

import hashlib
import json
import pathlib

SOURCES = pathlib.Path(__file__).parent / "contracts"
EVM = "cancun"


def compile_all(cache: pathlib.Path, optimizations=("gas",)):
    """`{name: {"abi", "bytecode", "runtime"}}`; where there are several optimizations, `name` is followed by `-<optimization>`."""
    compiled = {}
    for source in sorted(SOURCES.glob("*.vy")):
        for optimization in optimizations:
            name = source.stem if len(optimizations) == 1 else f"{source.stem}-{optimization}"
            compiled[name] = compile_one(source, optimization, cache)
    return compiled


def compile_one(source: pathlib.Path, optimization: str, cache: pathlib.Path):
    layout = source.with_suffix(".layout.json")
    layout_text = layout.read_text() if layout.exists() else ""
    text = source.read_text()
    key = hashlib.sha256("\0".join([text, layout_text, optimization, EVM]).encode()).hexdigest()[:24]
    kept = cache / f"{source.stem}-{key}.json"
    if kept.exists():
        return json.loads(kept.read_text())

    # Importing the compiler takes longer than all the rest; a warm start does without.
    from vyper import compile_code
    from vyper.compiler.input_bundle import JSONInput
    from vyper.compiler.settings import OptimizationLevel, Settings

    override = None
    if layout_text:
        override = JSONInput(0, layout, layout, layout_text, json.loads(layout_text))
    output = compile_code(
        text,
        output_formats=["abi", "bytecode", "bytecode_runtime"],
        storage_layout_override=override,
        settings=Settings(evm_version=EVM, optimize=OptimizationLevel.from_string(optimization)),
    )
    result = {"abi": output["abi"], "bytecode": output["bytecode"], "runtime": output["bytecode_runtime"]}
    cache.mkdir(parents=True, exist_ok=True)
    fresh = kept.with_suffix(f".{id(result)}.tmp")
    fresh.write_text(json.dumps(result))
    fresh.replace(kept)
    return result
