# SPDX-License-Identifier: Apache-2.0
"""What the team's build leaves behind: packages, hashes, a signature, SBOMs, a lock, a tag."""
import hashlib
import io
import json
import subprocess
import tarfile
import zipfile

LOCKED = ["fastapi", "sqlalchemy"]


def core_package(folder, version):
    """The core's package: its program and its version."""
    file = folder / "dist" / f"ef-core-{version}.tar.gz"
    file.parent.mkdir(exist_ok=True)
    with tarfile.open(file, "w:gz") as archive:
        for name in ("app.py", "service.py"):
            archive.add(folder / name, name)
        member = tarfile.TarInfo("VERSION")
        member.size = len(version)
        archive.addfile(member, io.BytesIO(version.encode()))
    return file


def wheel_house(dist, names):
    """A ZIP of wheels, each of which holds its name."""
    with zipfile.ZipFile(dist / "wheelhouse.zip", "w") as archive:
        for name in names:
            archive.writestr(f"{name}-1.0.0-py3-none-any.whl", name)


def digest(data):
    return hashlib.sha256(data).hexdigest()


def bill_of_materials(file, names):
    file.write_text(json.dumps({
        "bomFormat": "CycloneDX", "specVersion": "1.5", "version": 1,
        "components": [{"type": "library", "name": name, "version": "1.0.0"} for name in names]}))


def sums(folder):
    """The hashes of what lies in dist/, as sha256sum writes them."""
    files = sorted(each for each in (folder / "dist").iterdir() if each.suffix in (".gz", ".zip"))
    (folder / "dist" / "SHA256SUMS").write_text(
        "".join(f"{digest(file.read_bytes())}  {file.name}\n" for file in files))


def build(folder, version):
    """Everything that the plan's preconditions look at; the core's package."""
    core = core_package(folder, version)
    wheel_house(folder / "dist", LOCKED)
    (folder / "requirements.lock").write_text("".join(
        f"{name}==1.0.0 --hash=sha256:{digest(name.encode())}\n" for name in LOCKED))
    with tarfile.open(folder / "dist" / "web-dist.tar.gz", "w:gz") as archive:
        archive.add(folder / "alembic.ini", "index.html")
    bill_of_materials(folder / "dist" / "core.cdx.json", LOCKED)
    bill_of_materials(folder / "dist" / "web.cdx.json", ["react"])
    sums(folder)
    sign(folder, core)
    tag(folder, version)
    return core


def run(folder, *words):
    subprocess.run(words, cwd=folder, check=True, capture_output=True)


def sign(folder, file, publishes=True):
    """An Ed25519 signature over the file with a new key, whose public half is known or not."""
    run(folder, "openssl", "genpkey", "-algorithm", "ed25519", "-out", "build.key")
    if publishes:
        run(folder, "openssl", "pkey", "-in", "build.key", "-pubout", "-out", "release.pem")
    run(folder, "openssl", "pkeyutl", "-sign", "-inkey", "build.key", "-rawin", "-in", str(file),
        "-out", f"{file}.sig")


def tag(folder, version):
    run(folder, "git", "init", "-q")
    run(folder, "git", "-c", "user.name=build", "-c", "user.email=build@example.com", "commit",
        "-q", "--allow-empty", "-m", version)
    run(folder, "git", "tag", "-f", version)
