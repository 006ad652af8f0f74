// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/paths.h"

namespace contrafact::test {

std::string sourcePath(const std::string& relative) {
    return std::string(CONTRAFACT_SOURCE) + '/' + relative;
}

std::string program() {
    return CONTRAFACT_PROGRAM;
}

std::string studioProgram() {
    return program() + "-studio"; // beside it
}

} // namespace contrafact::test
