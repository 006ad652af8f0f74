// SPDX-License-Identifier: GPL-3.0-or-later
// PROGRAM TEST [ARGUMENTS OF QT TEST]: runs one test of a folder, e.g. `unit_tests tst_score -v1`.
// PROGRAM alone lists the tests.
#include "tests/support/test.h"

#ifdef QT_WIDGETS_LIB
#include <QApplication>
using Application = QApplication;
#else
#include <QCoreApplication>
using Application = QCoreApplication;
#endif

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace contrafact::test {

namespace {

struct Entry {
    Registration::Make make;
    Registration::Child child;
};

std::map<std::string, Entry>& entries() {
    static std::map<std::string, Entry> all;
    return all;
}

int list(std::FILE* out, int status) {
    for (const auto& [name, entry] : entries()) std::fprintf(out, "%s\n", name.c_str());
    return status;
}

std::string& current() {
    static std::string name;
    return name;
}

/// `arguments` begin with the program's name, as main's do.
int runTest(const Entry& entry, std::vector<char*> arguments) {
    if (const char* run = std::getenv(kChildRun); run && entry.child) return entry.child(run);
    int count = static_cast<int>(arguments.size());
    arguments.push_back(nullptr);
    Application app(count, arguments.data());
    QCoreApplication::setAttribute(Qt::AA_Use96Dpi, true);
    return QTest::qExec(entry.make().get(), count, arguments.data());
}

} // namespace

Registration::Registration(const char* file, Make make, Child child) {
    entries()[std::filesystem::path(file).stem().string()] = {make, child};
}

const std::string& currentTest() {
    return current();
}

} // namespace contrafact::test

int main(int argc, char** argv) {
    using namespace contrafact::test;
    if (argc < 2) return list(stdout, 0);
    const auto entry = entries().find(argv[1]);
    if (entry == entries().end()) {
        std::fprintf(stderr, "%s: there is no test \"%s\"; there are:\n", argv[0], argv[1]);
        return list(stderr, 2);
    }
    current() = entry->first;
    std::vector<char*> arguments(argv, argv + argc);
    arguments.erase(arguments.begin() + 1);
    return runTest(entry->second, std::move(arguments));
}
