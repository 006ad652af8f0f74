// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/paths.h"

namespace contrafact::test {

std::string sourcePath(const std::string& relative) {
    return std::string(CONTRAFACT_SOURCE) + '/' + relative;
}

std::string program() {
    return CONTRAFACT_PROGRAM;
}

} // namespace contrafact::test
