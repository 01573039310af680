"""Make a clone ready to run: virtual environment, packages, Anlan itself, front-end files, catalogues.

Run by `make` with any Python 3.12 or newer, before any package is there: standard library only. Each step is
stamped with a digest of what it was made from and is not repeated while that stays the same, so a second
start waits for nothing.

    python tools/setup.py          what running Anlan needs
    python tools/setup.py --dev    also what its tests and checks need
"""

import argparse
import hashlib
import os
import shutil
import subprocess
import sys
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
ENVIRONMENT = ROOT / ".venv"
PYTHON = ENVIRONMENT / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
RUNTIME_LOCK = ROOT / "requirements.txt"
DEVELOPMENT_LOCK = ROOT / "requirements-dev.txt"


def digest_of(*paths: Path) -> str:
    """The digest of the contents of `paths`, by which a stamp is compared."""
    digest = hashlib.sha256()
    for path in paths:
        digest.update(path.read_bytes())
    return digest.hexdigest()


def is_stamped(name: str, digest: str) -> bool:
    """Whether the step `name` was last done with this digest."""
    stamp = ENVIRONMENT / f".stamp-{name}"
    return stamp.is_file() and stamp.read_text() == digest


def put_stamp(name: str, digest: str) -> None:
    """Note that the step `name` was done with this digest."""
    (ENVIRONMENT / f".stamp-{name}").write_text(digest)


def run(*command: str | Path) -> None:
    """Run one command in the project's folder; end the setup with its exit code when it fails."""
    done = subprocess.run([str(part) for part in command], cwd=ROOT)
    if done.returncode:
        line = " ".join(map(str, command))
        sys.exit(f"Setup stopped: this command failed with code {done.returncode}:\n  {line}")


def working_uv() -> str | None:
    """uv, when it is on the PATH and runs (a shim of pyenv may not)."""
    uv = shutil.which("uv")
    if uv and subprocess.run([uv, "--version"], capture_output=True).returncode == 0:
        return uv
    return None


def environment_works() -> bool:
    """Whether .venv runs and was made here: programs in a moved .venv still point to where it came from."""
    if not PYTHON.is_file() or subprocess.run([PYTHON, "-c", ""], capture_output=True).returncode:
        return False
    stamp = ENVIRONMENT / ".stamp-place"
    return not stamp.is_file() or is_stamped("place", str(ENVIRONMENT))


def make_environment(*, uv: str | None) -> None:
    """Create .venv, unless a working one is there."""
    if environment_works():
        return
    print(f"Making the virtual environment .venv with Python {sys.version.split()[0]} …", flush=True)
    if uv:
        # Of the interpreter below: this program may itself run in the .venv that is made anew.
        interpreter = getattr(sys, "_base_executable", sys.executable)
        run(uv, "venv", "--quiet", "--clear", "--python", interpreter, ENVIRONMENT)
        return
    try:
        venv.create(ENVIRONMENT, clear=True, with_pip=True)
    except subprocess.CalledProcessError:
        shutil.rmtree(ENVIRONMENT, ignore_errors=True)
        sys.exit("This Python makes no virtual environments. Debian, Ubuntu: sudo apt install python3-venv")


def installer(*, uv: str | None) -> list[str | Path]:
    """The command that installs into .venv: uv's where there is one (faster), else pip's."""
    if uv:
        return [uv, "pip", "install", "--quiet", "--python", PYTHON]
    # An environment that uv made has no pip.
    if subprocess.run([PYTHON, "-m", "pip", "--version"], capture_output=True).returncode:
        run(PYTHON, "-m", "ensurepip")
    return [PYTHON, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-input"]


def install_lock(lock: Path, *, uv: str | None) -> None:
    """Install exactly the packages of `lock`, each compared with its digest."""
    run(*installer(uv=uv), "--require-hashes", "-r", lock)


def install_anlan(*, uv: str | None) -> None:
    """Install Anlan itself, editable: `anlan` runs the code of this clone."""
    run(*installer(uv=uv), "--no-deps", "--no-build-isolation", "--editable", ".")


def main() -> None:
    """Do the steps that are not yet done."""
    arguments = argparse.ArgumentParser(description="Make this clone ready to run.")
    arguments.add_argument("--dev", action="store_true", help="also install what tests and checks need")
    development = arguments.parse_args().dev

    uv = working_uv()
    make_environment(uv=uv)
    put_stamp("place", str(ENVIRONMENT))

    # The development lock holds the runtime's packages in the same versions: either lock serves for running.
    digests = {lock: digest_of(lock) for lock in (RUNTIME_LOCK, DEVELOPMENT_LOCK)}
    have_development = is_stamped("development", digests[DEVELOPMENT_LOCK])
    if development and not have_development:
        print("Installing packages for development …", flush=True)
        install_lock(DEVELOPMENT_LOCK, uv=uv)
        put_stamp("development", digests[DEVELOPMENT_LOCK])
    elif not have_development and not is_stamped("runtime", digests[RUNTIME_LOCK]):
        print("Installing packages …", flush=True)
        install_lock(RUNTIME_LOCK, uv=uv)
        put_stamp("runtime", digests[RUNTIME_LOCK])

    project = digest_of(ROOT / "pyproject.toml")
    if not is_stamped("project", project):
        install_anlan(uv=uv)
        put_stamp("project", project)

    run(PYTHON, ROOT / "tools" / "frontend.py")
    run(PYTHON, ROOT / "tools" / "messages.py", "compile")


if __name__ == "__main__":
    main()
