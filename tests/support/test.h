// SPDX-License-Identifier: GPL-3.0-or-later
// A test file's way into the one program of its folder: what QTEST_MAIN is where each file is a
// program.
#pragma once

#include <QTest>

#include <memory>
#include <string>

namespace contrafact::test {

/// Makes a test class known under the name of its file, before main().
struct Registration {
    using Make = std::unique_ptr<QObject> (*)();
    /// What the program does instead of testing where the environment has kChildRun.
    using Child = int (*)(const char* run);

    Registration(const char* file, Make make, Child child = nullptr);
};

/// The name of the test that this process runs.
const std::string& currentTest();

/// Set in a process that a test starts to have it killed; holds a run's folder.
inline constexpr const char* kChildRun = "CONTRAFACT_TEST_CHILD_RUN";

} // namespace contrafact::test

/// CONTRAFACT_TEST(Class) or CONTRAFACT_TEST(Class, child), once at the end of a tst_*.cpp.
#define CONTRAFACT_TEST(Class, ...)                                                                \
    static const ::contrafact::test::Registration k##Class{__FILE__,                               \
                                                           []() -> std::unique_ptr<QObject> {      \
                                                               return std::make_unique<Class>();   \
                                                           } __VA_OPT__(, ) __VA_ARGS__};
