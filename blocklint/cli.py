"""The command line: parse, call, print, exit code. Nothing else."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cached_property
from pathlib import Path
from typing import Annotated, Any, NoReturn

import typer

from blocklint import __version__
from blocklint.config import Config, ConfigError, load, shown
from blocklint.outcome import Outcome, UnusableError

EXIT_CLEAN, EXIT_FINDINGS, EXIT_UNUSABLE = 0, 1, 2

app = typer.Typer(
    name="blocklint",
    help="Find calls that block the asyncio event loop, in the whole program, and write what should stand there.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _fail(message: str) -> NoReturn:
    print(f"blocklint: {message}", file=sys.stderr)
    raise typer.Exit(EXIT_UNUSABLE)


def _version(wanted: bool) -> None:
    if wanted:
        print(f"blocklint {__version__}")
        raise typer.Exit


@app.callback()
def root(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    """Find calls that block the asyncio event loop, in the whole program, and write what should stand there."""


class _Codes(Mapping[str, str]):
    """The code of every rule with its name; most runs name none, and have no need of the rules' modules yet."""

    def __getitem__(self, code: str) -> str:
        return self._names[code]

    def __iter__(self) -> Iterator[str]:
        return iter(self._names)

    def __len__(self) -> int:
        return len(self._names)

    @cached_property
    def _names(self) -> dict[str, str]:
        from blocklint.rules import RULES

        return {rule.code: rule.name for rule in RULES}


def _given(options: dict[str, Any]) -> dict[str, object]:
    """Return the options that were given, by field name: what was left out is None or empty."""
    return {name: value for name, value in options.items() if value not in (None, [], ())}


def _split(values: list[str] | None) -> list[str]:
    return [part.strip() for value in values or () for part in value.split(",") if part.strip()]


def _config(
    paths: list[Path], isolated: bool, options: dict[str, Any], config_file: Path | None
) -> tuple[Path, Config, Path | None]:
    """Return the folder to analyse, the configuration, and the file that it was read from."""
    from blocklint.sources.root import find_root

    for path in paths:
        if not path.exists():
            _fail(_missing(path))
    project_root = options.get("project_root")
    if project_root is not None and not project_root.is_dir():
        _fail(f"--project-root: no such folder: {project_root}")
    found = find_root(paths or [Path()], project_root, isolated=isolated)
    file = None if isolated else config_file or found.config
    try:
        config = load(file, _Codes(), environment={} if isolated else os.environ, options=_given(options))
    except ConfigError as error:
        _fail(str(error))
    return (config.project_root or found.folder).resolve(), config, file


def _missing(path: Path) -> str:
    from difflib import get_close_matches

    parent = path.parent
    names = sorted(each.name for each in parent.iterdir()) if parent.is_dir() else []
    near = get_close_matches(path.name, names, 1)
    hint = f"; did you mean {parent / near[0]}?" if near else ""
    return f"no such file or folder: {path}{hint}"


Paths = Annotated[list[Path] | None, typer.Argument(help="Files and folders to report on. Default: the project.")]
Names = Annotated[
    list[str] | None, typer.Option(metavar="CODES", help="Codes, starts of codes or names; comma or repeat.")
]


@app.command()
def check(
    paths: Paths = None,
    output_format: Annotated[
        list[str] | None,
        typer.Option("--output-format", metavar="FORMAT[:FILE]", help="Output format; repeat for several."),
    ] = None,
    output_file: Annotated[Path | None, typer.Option("-o", "--output-file", help="Write to a file.")] = None,
    select: Names = None,
    ignore: Names = None,
    min_level: Annotated[str | None, typer.Option(help="note, warning or error. Default: warning.")] = None,
    min_confidence: Annotated[str | None, typer.Option(help="possible, likely or certain. Default: likely.")] = None,
    fail_on: Annotated[str | None, typer.Option(help="Weakest reported level that exits 1; `never` for none.")] = None,
    project_root: Annotated[Path | None, typer.Option(help="The folder to analyse.")] = None,
    config: Annotated[Path | None, typer.Option(help="A configuration file.")] = None,
    isolated: Annotated[
        bool, typer.Option("--isolated", help="No configuration, no ignore files above the paths.")
    ] = False,
    exclude: Annotated[list[str] | None, typer.Option(help="Patterns of files to leave out.")] = None,
    force_exclude: Annotated[bool | None, typer.Option("--force-exclude", help="Also where given by name.")] = None,
    touching: Annotated[
        bool | None, typer.Option("--touching", help="Report findings with any step in the paths, not only the entry.")
    ] = None,
    fix: Annotated[bool, typer.Option("--fix", help="Write the safe rewrites.")] = False,
    unsafe_fixes: Annotated[bool | None, typer.Option("--unsafe-fixes", help="Write the unsafe rewrites, too.")] = None,
    diff: Annotated[bool, typer.Option("--diff", help="Print the rewrites as a diff, write nothing.")] = False,
    show_fixes: Annotated[
        bool | None, typer.Option("--show-fixes", help="Show edits in every format that can.")
    ] = None,
    exit_zero: Annotated[bool | None, typer.Option("--exit-zero", help="Exit 0 whatever was found.")] = None,
    exit_non_zero_on_fix: Annotated[
        bool | None, typer.Option("--exit-non-zero-on-fix", help="Exit 1 when a fix was written.")
    ] = None,
    statistics: Annotated[bool | None, typer.Option("--statistics", help="Show counts.")] = None,
    baseline: Annotated[Path | None, typer.Option(help="The file of known findings, which are not reported.")] = None,
    baseline_commit: Annotated[
        str | None, typer.Option(metavar="REV", help="Report what was not found in this revision yet.")
    ] = None,
    no_baseline: Annotated[bool, typer.Option("--no-baseline", help="Report known findings, too.")] = False,
    show_suppressed: Annotated[
        bool | None, typer.Option("--show-suppressed", help="Show suppressed and known findings in SARIF and JSON.")
    ] = None,
    add_ignore: Annotated[
        str | None,
        typer.Option(metavar="[=REASON]", help="Write a comment at every finding that suppresses it, and stop."),
    ] = None,
    no_ignores: Annotated[bool, typer.Option("--no-ignores", help="Do not honour suppression comments.")] = False,
    show_files: Annotated[
        bool, typer.Option("--show-files", help="List the files that are analysed, and stop.")
    ] = False,
    show_settings: Annotated[bool, typer.Option("--show-settings", help="Print the configuration, and stop.")] = False,
    catalogue: Annotated[list[Path] | None, typer.Option(help="A further catalogue file; repeat for several.")] = None,
    assume_nonblocking: Annotated[
        list[str] | None, typer.Option(metavar="NAMES", help="Dotted names, with `*`, that are taken not to block.")
    ] = None,
    offload_with: Annotated[
        str | None, typer.Option(metavar="NAME", help="What rewrites put a blocking call into a thread with.")
    ] = None,
    jobs: Annotated[
        int | None, typer.Option("-j", "--jobs", help="Processes that read files; 0: as many as cores.")
    ] = None,
    cache_dir: Annotated[Path | None, typer.Option(help="Where summaries are kept between runs.")] = None,
    no_cache: Annotated[bool, typer.Option("--no-cache", help="Neither read nor write kept summaries.")] = False,
    color: Annotated[str | None, typer.Option(help="auto, always or never.")] = None,
    quiet: Annotated[bool, typer.Option("-q", "--quiet", help="Print nothing but findings.")] = False,
    verbose: Annotated[bool, typer.Option("-v", "--verbose", help="Say what is done; show whole traces.")] = False,
) -> None:
    """Report the calls that block the event loop. Exit 0: clean. 1: findings. 2: bad usage or configuration."""
    options: dict[str, Any] = {
        "output_format": output_format, "output_file": output_file, "select": _split(select), "ignore": _split(ignore),
        "min_level": min_level, "min_confidence": min_confidence, "fail_on": fail_on, "project_root": project_root,
        "exclude": exclude, "force_exclude": force_exclude, "touching": touching, "unsafe_fixes": unsafe_fixes,
        "show_fixes": show_fixes, "exit_zero": exit_zero, "exit_non_zero_on_fix": exit_non_zero_on_fix,
        "statistics": statistics, "color": color, "ignores": False if no_ignores else None,
        "cache": False if no_cache else None, "baseline": baseline, "baseline_commit": baseline_commit,
        "show_suppressed": show_suppressed, "catalogue": catalogue, "assume_nonblocking": _split(assume_nonblocking),
        "offload_with": offload_with, "jobs": jobs, "cache_dir": cache_dir,
    }  # fmt: skip
    if baseline is not None and baseline_commit is not None:
        _fail("--baseline and --baseline-commit: give one of them")
    folder, settings, file = _config(paths or [], isolated, options, config)
    if show_settings:
        _print_settings(folder, settings, file)
        return
    if verbose:
        print(f"blocklint: analysing {folder}, configured by {file or 'nothing but options'}", file=sys.stderr)

    def work() -> Outcome:
        from blocklint.opening import opened

        project = opened(folder, paths or [], settings, isolated=isolated, reads=not show_files)
        from blocklint import checking  # while other processes read

        request = checking.Request(
            isolated=isolated, fix=fix, diff=diff, show_files=show_files, verbose=verbose, quiet=quiet,
            add_ignore=add_ignore, known=not no_baseline,
        )  # fmt: skip
        return checking.run(project, settings, request)

    _carry_out(work, quiet=quiet)


def _carry_out(work: Callable[[], Outcome], *, quiet: bool) -> NoReturn:
    try:
        outcome = work()
    except UnusableError as error:
        _fail(str(error))
    for line in outcome.warnings if not quiet else ():
        print(f"blocklint: {line}", file=sys.stderr)
    _write(outcome.outputs)
    raise typer.Exit(outcome.code)


def _print_settings(folder: Path, config: Config, file: Path | None) -> None:
    import json

    where = {"configuration-file": None if file is None else str(file)}
    print(json.dumps({**where, **shown(config), "project-root": str(folder)}, indent=2))


def _write(outputs: Iterable[tuple[Path | None, str]]) -> None:
    for file, text in outputs:
        if file is None:
            sys.stdout.write(text)
        else:
            try:
                file.write_text(text, encoding="utf-8", errors="surrogateescape", newline="\n")
            except OSError as error:
                _fail(f"cannot write {file}: {error.strerror}")


known = typer.Typer(help="Keep the file of known findings, so that `check` reports what is new.", no_args_is_help=True)
app.add_typer(known, name="baseline")

BaselineFile = Annotated[Path | None, typer.Option("--baseline", help="The file; blocklint-baseline.jsonl by default.")]
ConfigFile = Annotated[Path | None, typer.Option(help="A configuration file.")]
ProjectRoot = Annotated[Path | None, typer.Option(help="The folder to analyse.")]
Quiet = Annotated[bool, typer.Option("-q", "--quiet", help="Print no warnings.")]


@known.command("write")
def baseline_write(
    baseline: BaselineFile = None,
    config: ConfigFile = None,
    project_root: ProjectRoot = None,
    force: Annotated[bool, typer.Option("--force", help="Also where the file exists.")] = False,
    quiet: Quiet = False,
) -> None:
    """Write every finding of today into the file."""
    _keep("write", {"baseline": baseline, "project_root": project_root}, config, quiet=quiet, force=force)


@known.command("prune")
def baseline_prune(
    baseline: BaselineFile = None,
    config: ConfigFile = None,
    project_root: ProjectRoot = None,
    quiet: Quiet = False,
) -> None:
    """Take out of the file what is not found any more; nothing is added."""
    _keep("prune", {"baseline": baseline, "project_root": project_root}, config, quiet=quiet)


@known.command("check")
def baseline_check(
    baseline: BaselineFile = None,
    config: ConfigFile = None,
    project_root: ProjectRoot = None,
    quiet: Quiet = False,
) -> None:
    """Compare the file with what is found. Exit 0: the same. 1: something is new or gone."""
    _keep("check", {"baseline": baseline, "project_root": project_root}, config, quiet=quiet)


def _keep(
    what: str, options: dict[str, Any], config_file: Path | None, *, quiet: bool, force: bool = False
) -> NoReturn:
    folder, settings, _ = _config([], False, options, config_file)

    def work() -> Outcome:
        from blocklint.opening import opened

        project = opened(folder, (), settings)
        from blocklint import checking

        return checking.baseline(project, settings, what, force=force)

    _carry_out(work, quiet=quiet)


@app.command()
def why(
    place: Annotated[str, typer.Argument(metavar="PATH:LINE", help="A line of a Python file.")],
    output_format: Annotated[str, typer.Option("--output-format", help="text or json.")] = "text",
    min_level: Annotated[str | None, typer.Option(help="note, warning or error. Default: warning.")] = None,
    min_confidence: Annotated[str | None, typer.Option(help="possible, likely or certain. Default: likely.")] = None,
    config: ConfigFile = None,
    project_root: ProjectRoot = None,
    isolated: Annotated[bool, typer.Option("--isolated", help="No configuration, no ignore files above it.")] = False,
) -> None:
    """Say for every call on a line where it runs, what it is, and why it is reported or not."""
    path, _, line = place.rpartition(":")
    if not path or not line.isascii() or not line.isdecimal():
        _fail(f"expected PATH:LINE, not {place!r}")
    if output_format not in ("text", "json"):
        _fail(f"--output-format: expected text or json, not {output_format!r}")
    options = {"min_level": min_level, "min_confidence": min_confidence, "project_root": project_root}
    paths = [Path(path)]
    if isolated and paths[0].resolve().is_relative_to(Path.cwd()):
        # As `check --isolated .` sees it: the folder of one file is rarely the program.
        paths.append(Path())
    folder, settings, _ = _config(paths, isolated, options, config)
    from blocklint import asking

    _carry_out(
        lambda: asking.answer(
            folder, Path(path), int(line), settings, isolated=isolated, as_data=output_format == "json"
        ),
        quiet=True,
    )


@app.command()
def clean(
    project_root: Annotated[Path | None, typer.Option(help="The folder that was analysed.")] = None,
) -> None:
    """Remove what is kept between runs."""
    from blocklint.summaries.cache import FOLDER, remove

    folder, settings, _ = _config([], False, {"project_root": project_root}, None)
    kept = settings.cache_dir or folder / FOLDER
    try:
        removed = remove(kept)
    except OSError as error:
        _fail(f"cannot remove {kept}: {error.strerror}")
    print(f"removed {kept}" if removed else "nothing is kept")


@app.command()
def rules(
    output_format: Annotated[str, typer.Option("--output-format", help="text or json.")] = "text",
    statistics: Annotated[bool, typer.Option("--statistics", help="Count what the catalogue knows instead.")] = False,
) -> None:
    """List every rule: code, name, level, and what it finds."""
    if statistics:
        from blocklint.catalogue.loader import counted

        print(counted())
        return
    from blocklint.rules import RULES

    if output_format == "json":
        import json

        print(
            json.dumps(
                [{"code": r.code, "name": r.name, "level": str(r.level), "summary": r.summary} for r in RULES], indent=2
            )
        )
        return
    if output_format != "text":
        _fail(f"--output-format: expected text or json, not {output_format!r}")
    width = max(len(rule.name) for rule in RULES)
    for rule in RULES:
        print(f"{rule.code}  {rule.name:<{width}}  {rule.level!s:<7}  {rule.summary}")


@app.command()
def explain(
    code: Annotated[str, typer.Argument(help="A rule's code or name.")],
    output_format: Annotated[str, typer.Option("--output-format", help="text or markdown.")] = "text",
) -> None:
    """Print a rule's page: what it finds, why, an example, and what to write instead."""
    from difflib import get_close_matches

    from blocklint.rules import RULES
    from blocklint.rules.page import as_markdown, as_text

    found = next((rule for rule in RULES if code.upper() == rule.code or code.lower() == rule.name), None)
    if found is None:
        names = [name for rule in RULES for name in (rule.code, rule.name)]
        near = get_close_matches(code.upper(), names, 1) or get_close_matches(code.lower(), names, 1)
        _fail(f"unknown rule {code!r}" + (f"; did you mean {near[0]}?" if near else "; see `blocklint rules`"))
    if output_format not in ("text", "markdown"):
        _fail(f"--output-format: expected text or markdown, not {output_format!r}")
    print(as_markdown(found) if output_format == "markdown" else as_text(found))


def main() -> NoReturn:
    """Run the command line and end the process: the console script's entry.

    One run builds a large graph that lives until the end: the collector would only walk over it, and taking it apart
    at the end, object by object, takes longer than printing the report.
    """
    gc.disable()
    code = _run()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)


def with_reason(arguments: list[str]) -> list[str]:
    """Return the arguments with an empty reason for `--add-ignore` where none is given: a path that follows is none."""
    end = arguments.index("--") if "--" in arguments else len(arguments)
    return [f"{one}=" if one == "--add-ignore" and place < end else one for place, one in enumerate(arguments)]


def _run() -> int:
    sys.setrecursionlimit(max(sys.getrecursionlimit(), 20_000))
    for stream in (sys.stdout, sys.stderr):
        # Names from outside may hold what the terminal's encoding cannot show.
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors="backslashreplace")
    try:
        app(with_reason(sys.argv[1:]))
        sys.stdout.flush()
    except SystemExit as leaving:
        return leaving.code if isinstance(leaving.code, int) else EXIT_CLEAN
    except BrokenPipeError:
        # The reader has gone, as with `| head`: nothing is left to say.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return EXIT_FINDINGS
    except Exception:
        import traceback  # 10 ms

        # A mistake of our own must not look like findings.
        traceback.print_exc()
        return EXIT_UNUSABLE
    return EXIT_CLEAN


if __name__ == "__main__":
    main()
