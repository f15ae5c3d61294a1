#!/usr/bin/env python3
"""Reads the sources and tells what breaks the rules of the house.

    sources_test.py SOURCE_DIR

Each rule is a function from one source file to its violations. Before the tree is read, every rule is shown a small
tree with one violation of its own, and must find it. Prints file:line and what is wrong; exit status 1 if anything is.
"""

import os
import re
import sys
import tempfile
from typing import Iterator, NamedTuple

ARROWS = {
    "core": "",
    "orders": "core",
    "codegen": "core",
    "letters": "orders core",
    "tracking": "orders core",
    "batches": "letters codegen orders core",
    "api": "batches tracking orders core",
    "store": "orders batches tracking core",
    "system": "core",
    "app": "api store batches tracking letters codegen orders system core",
    "postsim": "system core",
}
FOLDERS = list(ARROWS)
TEST_FOLDERS = ["tests", "bench"]

THIRD_PARTIES = [  # a pattern of the header's name, the folders that may include it
    (r"hpdf", "letters"),
    (r"zint", "letters"),
    (r"sqlite3", "store"),
    (r"openssl/", "codegen batches postsim api"),
    (r"curl/", "system"),
    (r"boost/(asio|beast)[./]", "api postsim"),
    (r"pugixml", "tracking postsim"),
    (r"toml\+\+/|toml\.hpp", "app"),
    (r"CLI/", "app postsim"),
    (r"spdlog/", "app"),
    (r"csv\.h(pp)?$", "app"),
    (r"unicode/", "orders letters"),
    (r"poppler", "postsim app"),
    (r"prometheus/", "app"),
    (r"shapefil", "app"),
    (r"^zip\.h$", "batches app"),
]

CLOCKS = [  # a pattern of code, the folders that may hold it
    (r"\bchrono\s*::\s*system_clock\b|\bsystem_clock\s*::", "system"),
    (r"\b(high_resolution_clock|utc_clock|tai_clock)\b", "system"),
    (r"\bsteady_clock\b", "api app system postsim"),
    (r"(?<![\w.>])(?:std\s*::\s*|::\s*)?time\s*\(\s*(?:nullptr|NULL|0|&\s*\w+)\s*\)", "system"),
    (r"\b(gettimeofday|clock_gettime|localtime|localtime_r|timespec_get)\b", "system"),
    (r"(?<![\w.>])(rand(om)?\s*\(\s*\)|(srand(om)?|rand_r|[sdlmej]rand48)\s*\()", "system"),
    (r"\b(random_device|mt19937|mt19937_64|default_random_engine|minstd_rand0?|getrandom|getentropy|RAND_bytes)\b",
     "system"),
]

OUTPUT = [
    (r"\bstd\s*::\s*(cout|cerr|clog|wcout|wcerr)\b", "app postsim"),
    (r"(?<!\w)(v?f?printf|f?puts|f?putchar|putc|perror)\s*\(", "app postsim"),
    (r"\bfmt\s*::\s*print(ln)?\s*\(", "app postsim"),
    (r"\bSTD(OUT|ERR)_FILENO\b", "app postsim"),
]
OUTPUT_EXEMPT = {"core/ensure.cpp"}  # the last words of a process that stops itself

MARKS = re.compile(r"\b(TODO|FIXME|XXX|HACK)\b")
MACHINE_PATHS = re.compile(r"/home/\w+/|/root/|/Users/\w+/")
TEXT_ENDINGS = (".cpp", ".hpp", ".inc", ".py", ".txt", ".cmake", ".md", ".toml", ".json", ".sh")
MOST_LINES = 400
SKIPPED = {"build", ".git", ".cache", "third_party", "__pycache__"}


class Source(NamedTuple):
    path: str  # from the root, with slashes
    text: str
    lines: list  # as written
    code: list  # comments and texts blanked out

    @property
    def folder(self) -> str:
        return self.path.split("/")[0] if "/" in self.path else ""

    @property
    def is_cpp(self) -> bool:
        return self.path.endswith((".cpp", ".hpp", ".inc"))

    @property
    def is_ours(self) -> bool:
        return self.is_cpp and self.folder in FOLDERS


class Violation(NamedTuple):
    path: str
    line: int
    what: str


TOKEN = re.compile(
    r'R"(?P<tag>[^()\\\s"]{0,16})\((?s:.*?)\)(?P=tag)"'  # raw text
    r'|"(?:\\.|[^"\\\n])*"'
    r"|(?<![0-9a-fA-F])'(?:\\.|[^'\\\n])+'"
    r"|//[^\n]*|/\*(?s:.*?)\*/"
)


def without_texts(text: str) -> str:
    """The code alone: comments, texts and characters become blanks, lines stay where they are."""

    def blank(match: re.Match) -> str:
        return re.sub(r"[^\n]", " ", match.group())

    kept = []
    for line in text.split("\n"):  # the names of headers are code
        kept.append(re.match(r"\s*#\s*include\b.*", line))
    blanked = TOKEN.sub(blank, text).split("\n")
    return "\n".join(k.group() if k and b.strip() else b for k, b in zip(kept, blanked))


def read(root: str) -> Iterator[Source]:
    for directory, folders, files in os.walk(root):
        folders[:] = sorted(f for f in folders if f not in SKIPPED)
        for name in sorted(files):
            path = os.path.relpath(os.path.join(directory, name), root).replace(os.sep, "/")
            is_script = path.startswith("scripts/")
            if not (name.endswith(TEXT_ENDINGS) or is_script):
                continue
            try:
                with open(os.path.join(root, path), encoding="utf-8") as file:
                    text = file.read()
            except UnicodeDecodeError:
                continue  # no text
            code = without_texts(text) if path.endswith((".cpp", ".hpp", ".inc")) else ""
            yield Source(path, text, text.split("\n"), code.split("\n"))


INCLUDE = re.compile(r'\s*#\s*include\s*(?:"([^"]*)"|<([^>]*)>)')


def includes(source: Source) -> Iterator[tuple]:
    """(line, name, quoted) of every include."""
    for number, line in enumerate(source.code, 1):
        found = INCLUDE.match(line)
        if found:
            yield number, found.group(1) or found.group(2), found.group(1) is not None


def arrows(source: Source) -> Iterator[Violation]:
    """A folder includes itself and what its arrows name."""
    if not source.is_ours:
        return
    allowed = set(ARROWS[source.folder].split()) | {source.folder}
    for line, name, _ in includes(source):
        target = name.split("/")[0]
        if "/" in name and target in FOLDERS + TEST_FOLDERS and target not in allowed:
            yield Violation(source.path, line, f"{source.folder}/ may not include {target}/ ({name})")


def include_roots(source: Source) -> Iterator[Violation]:
    """Our own headers are named from the root, in quotes."""
    if not source.is_cpp:
        return
    for line, name, quoted in includes(source):
        first = name.split("/")[0]
        if quoted and ("/" not in name or first not in FOLDERS + TEST_FOLDERS or ".." in name.split("/")):
            yield Violation(source.path, line, f'"{name}" does not start with a folder of ours')
        if not quoted and "/" in name and first in FOLDERS + TEST_FOLDERS:
            yield Violation(source.path, line, f"<{name}> is ours and stands in quotes")


def third_parties(source: Source) -> Iterator[Violation]:
    """Third parties stay behind their folder."""
    if not source.is_ours:
        return
    for line, name, _ in includes(source):
        for pattern, folders in THIRD_PARTIES:
            if re.match(pattern, name) and source.folder not in folders.split():
                yield Violation(source.path, line, f"<{name}> belongs to {folders.replace(' ', ', ')} only")


def forbidden_code(source: Source, patterns: list, why: str) -> Iterator[Violation]:
    for number, line in enumerate(source.code, 1):
        if INCLUDE.match(line):
            continue
        for pattern, folders in patterns:
            found = re.search(pattern, line)
            if found and source.folder not in folders.split():
                yield Violation(source.path, number, f"{found.group().strip()}: {why} {folders.replace(' ', '/, ')}/")


def clocks(source: Source) -> Iterator[Violation]:
    """Time and randomness are arguments."""
    if source.is_ours:
        yield from forbidden_code(source, CLOCKS, "a direct clock or random source, allowed in")


def output(source: Source) -> Iterator[Violation]:
    """Libraries say nothing on standard output or error."""
    if source.is_ours and source.path not in OUTPUT_EXEMPT:
        yield from forbidden_code(source, OUTPUT, "output, allowed in")


def marks(source: Source) -> Iterator[Violation]:
    """Nothing is left for later."""
    if source.path == OWN_PATH:
        return
    for number, line in enumerate(source.lines, 1):
        found = MARKS.search(line)
        if found:
            yield Violation(source.path, number, f"a mark {found.group()} is left")


def machine_paths(source: Source) -> Iterator[Violation]:
    """No path of one machine."""
    if source.path == OWN_PATH:
        return
    for number, line in enumerate(source.lines, 1):
        found = MACHINE_PATHS.search(line)
        if found:
            yield Violation(source.path, number, f"a path of one machine: {found.group()}")


def length(source: Source) -> Iterator[Violation]:
    """A file can be looked over."""
    if not source.is_cpp and not source.path.endswith(".py"):
        return
    if source.path.endswith(".inc"):  # rows made from a table
        return
    lines = source.text.count("\n")
    if lines > MOST_LINES:
        yield Violation(source.path, MOST_LINES + 1, f"{lines} lines; more than {MOST_LINES}")


def pragma_once(source: Source) -> Iterator[Violation]:
    """A header begins with #pragma once."""
    if source.path.endswith(".hpp") and source.lines[0] != "#pragma once":
        yield Violation(source.path, 1, "the header does not begin with #pragma once")


def using_namespace(source: Source) -> Iterator[Violation]:
    """A header opens no namespace for whoever includes it."""
    if not source.path.endswith(".hpp"):
        return
    for number, line in enumerate(source.code, 1):
        if re.search(r"\busing\s+namespace\b", line):
            yield Violation(source.path, number, "using namespace in a header")


def own_header_first(source: Source) -> Iterator[Violation]:
    """x.cpp includes x.hpp before anything else, so that each header stands on its own."""
    if not source.is_ours or not source.path.endswith(".cpp"):
        return
    own = source.path[:-4] + ".hpp"
    named = [(line, name) for line, name, _ in includes(source)]
    if any(name == own for _, name in named) and named[0][1] != own:
        yield Violation(source.path, named[0][0], f"{own} is not the first include")


OWN_PATH = "tests/sources/sources_test.py"
RULES = [arrows, include_roots, third_parties, clocks, output, marks, machine_paths, length, pragma_once,
         using_namespace, own_header_first]

# What each rule must find (path, text, line), and what none may complain about.
PLANTED = [
    (arrows, "core/a.cpp", '#include "orders/letter.hpp"\n', 1),
    (arrows, "letters/a.hpp", '#pragma once\n\n#include "codegen/mac.hpp"\n', 3),
    (arrows, "batches/a.cpp", '  #  include "store/database.hpp"\n', 1),
    (arrows, "api/a.cpp", '#include "tests/api/fake_backend.hpp"\n', 1),
    (arrows, "postsim/a.cpp", '#include "orders/letter.hpp"\n', 1),
    (include_roots, "core/a.cpp", '#include "bytes.hpp"\n', 1),
    (include_roots, "tests/core/a.cpp", '#include "../core/bytes.hpp"\n', 1),
    (include_roots, "core/a.cpp", "#include <core/bytes.hpp>\n", 1),
    (third_parties, "store/a.cpp", "#include <hpdf.h>\n", 1),
    (third_parties, "app/a.cpp", "#include <zint.h>\n", 1),
    (third_parties, "app/a.cpp", "#include <sqlite3.h>\n", 1),
    (third_parties, "app/a.cpp", "#include <openssl/evp.h>\n", 1),
    (third_parties, "app/a.cpp", "#include <curl/curl.h>\n", 1),
    (third_parties, "app/a.cpp", "#include <boost/asio.hpp>\n", 1),
    (third_parties, "core/a.cpp", "#include <boost/beast/http.hpp>\n", 1),
    (third_parties, "store/a.cpp", "#include <pugixml.hpp>\n", 1),
    (third_parties, "core/a.cpp", "#include <toml++/toml.h>\n", 1),
    (third_parties, "api/a.cpp", "#include <CLI/CLI.hpp>\n", 1),
    (third_parties, "api/a.cpp", "#include <spdlog/spdlog.h>\n", 1),
    (third_parties, "orders/a.cpp", "#include <csv.h>\n", 1),
    (third_parties, "core/a.cpp", "#include <unicode/uchar.h>\n", 1),
    (third_parties, "letters/a.cpp", "#include <poppler-document.h>\n", 1),
    (clocks, "orders/a.cpp", "auto now = std::chrono::system_clock::now();\n", 1),
    (clocks, "store/a.cpp", "auto now = std::chrono::steady_clock::now();\n", 1),
    (clocks, "app/a.cpp", "auto now = time(nullptr);\n", 1),
    (clocks, "app/a.cpp", "auto now = std::time(0);\n", 1),
    (clocks, "api/a.cpp", "clock_gettime(CLOCK_REALTIME, &t);\n", 1),
    (clocks, "api/a.cpp", "gettimeofday(&t, nullptr);\n", 1),
    (clocks, "codegen/a.cpp", "int dice = rand() % 6;\n", 1),
    (clocks, "codegen/a.cpp", "srand(7); long dice = std::random();\n", 1),
    (clocks, "codegen/a.cpp", "std::random_device device;\n", 1),
    (clocks, "postsim/a.cpp", "std::mt19937_64 generator;\n", 1),
    (clocks, "app/a.cpp", "getrandom(buffer, 16, 0);\n", 1),
    (output, "core/a.cpp", 'std::cout << "x";\n', 1),
    (output, "store/a.cpp", 'std::cerr << "x";\n', 1),
    (output, "api/a.cpp", '\nstd::printf("x");\n', 2),
    (output, "api/a.cpp", 'fprintf(stderr, "x");\n', 1),
    (output, "api/a.cpp", 'fmt::print("x");\n', 1),
    (output, "system/a.cpp", 'puts("x");\n', 1),
    (marks, "core/a.cpp", "// TO" "DO: later\n", 1),
    (marks, "docs/a.md", "FIX" "ME\n", 1),
    (marks, "tests/a.py", "# X" "XX\n", 1),
    (marks, "scripts/build", "# HA" "CK\n", 1),
    (machine_paths, "app/a.cpp", 'const char* path = "/ho' 'me/someone/main";\n', 1),
    (machine_paths, "docs/a.md", "see /ro" "ot/notes\n", 1),
    (length, "core/a.cpp", "\n" * 401, 401),
    (pragma_once, "core/a.hpp", "#ifndef A\n", 1),
    (using_namespace, "core/a.hpp", "#pragma once\nusing namespace std;\n", 2),
    (own_header_first, "core/a.cpp", '#include <string>\n\n#include "core/a.hpp"\n', 1),
]
INNOCENT = {
    "core/a.hpp": "#pragma once\n\n#include <string>\n\n/// Whether it holds.\nbool holds(int number);\n",
    "core/a.cpp": '#include "core/a.hpp"\n\n// using namespace std; std::cout, system_clock, rand()\n'
                  'const char* text = "printf(1) #include \\"store/a.hpp\\" time(nullptr)";\n'
                  "int expected_time(int);\nint operand(int);\nBytes random(16);\nint x = clock.time(0);\nchar quote = '\"';\n"
                  "auto raw = R\"(std::cout << \"x\")\";\n// snprintf(buffer) is code:\nint n = snprintf(b, 1, f);\n",
    "core/ensure.cpp": 'void say() { std::fprintf(stderr, "x"); }\n',
    "app/a.cpp": 'int main() { std::cout << 1; auto t = std::chrono::steady_clock::now(); }\n',
    "app/b.cpp": '#include "system/system_clock.hpp"\n',
    "system/a.cpp": "auto now = std::chrono::system_clock::now();\n#include <curl/curl.h>\n",
    "api/a.cpp": "#include <boost/asio/ip/tcp.hpp>\n",
    "tests/core/a.cpp": "std::mt19937 generator;\n#include \"store/a.hpp\"\n" + "\n" * 390,
    "build/x.cpp": "// TO" "DO\n",
    "letters/glyphs.inc": "\n" * 1000,
}


def check(root: str) -> list:
    """(rule, violation) of the whole tree."""
    return [(rule, violation) for source in read(root) for rule in RULES for violation in rule(source)]


def write_tree(root: str, files: dict) -> None:
    for path, text in files.items():
        os.makedirs(os.path.dirname(os.path.join(root, path)), exist_ok=True)
        with open(os.path.join(root, path), "w", encoding="utf-8") as file:
            file.write(text)


def self_test() -> Iterator[str]:
    """What the checker itself gets wrong; each planted file is looked at alone."""
    for rule, path, text, line in PLANTED:
        with tempfile.TemporaryDirectory() as root:
            write_tree(root, {path: text})
            found = [v for source in read(root) for v in rule(source)]
        if [(v.path, v.line) for v in found] != [(path, line)]:
            yield f"{rule.__name__} is shown {text.strip()[:60]!r} in {path} and finds {found}"
    with tempfile.TemporaryDirectory() as root:
        write_tree(root, INNOCENT)
        for _, found in check(root):
            yield f"{found.path}:{found.line}: innocent, but: {found.what}"


def main() -> int:
    if len(sys.argv) != 2 or not os.path.isdir(sys.argv[1]):
        print("usage: sources_test.py SOURCE_DIR", file=sys.stderr)
        return 2
    wrong = list(self_test())
    for what in wrong:
        print(f"self-test: {what}")
    violations = check(sys.argv[1])
    for _, violation in violations:
        print(f"{violation.path}:{violation.line}: {violation.what}")
    failed = len({rule for rule, _ in violations}) + (1 if wrong else 0)
    print(f"{len(RULES) + 1 - failed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
