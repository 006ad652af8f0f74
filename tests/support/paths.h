// SPDX-License-Identifier: GPL-3.0-or-later
// Where things are on this machine, in one object file: a path in every command line would make
// each clone compile every test anew.
#pragma once

#include <string>

namespace contrafact::test {

std::string sourcePath(const std::string& relative); ///< in the source tree
std::string program();                               ///< the built `contrafact`
std::string studioProgram();                         ///< and `contrafact-studio`

} // namespace contrafact::test
