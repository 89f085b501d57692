"""main(): `status`, `--version` and `--help` are answered before Typer is imported; the rest goes to cli/app."""

from __future__ import annotations

import sys


def main() -> None:
    args = sys.argv[1:]
    if args == ["--version"]:
        from repairjournal import __version__

        try:
            print(f"repairjournal {__version__}", flush=True)
            return
        except OSError:  # a full disk, a reader that is gone: told where every error is
            pass
    elif args in (["--help"], ["--help", "all"]):
        from repairjournal.cli import table

        try:
            table.help_page(everything=len(args) > 1)
            print(end="", flush=True)  # unlike sys.stdout.flush also where the stream is closed
            return
        except OSError:
            pass
    elif args[:1] == ["status"] and all(arg == "--open" for arg in args[1:]):
        from repairjournal.cli import status

        status.show(mark_open=len(args) > 1)
        return
    from repairjournal.cli import app

    sys.exit(app.main(args))


if __name__ == "__main__":
    main()
