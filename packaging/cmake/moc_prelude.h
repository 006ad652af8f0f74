// SPDX-License-Identifier: GPL-3.0-or-later
// Read by moc before every header: Qt 6.4's moc stops at libstdc++'s function-like visibility macro.
#define _GLIBCXX_VISIBILITY(V)
