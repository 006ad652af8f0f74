// SPDX-License-Identifier: GPL-3.0-or-later
// How long work reports how far it is. Qt-free; called on the worker's thread.
#pragma once

#include <functional>
#include <string>

namespace contrafact {

struct Progress {
    double fraction = 0; ///< 0..1; negative when the total is not known
    std::string what;    ///< a few words: "reading 120 of 800 files"
};
using ProgressSink = std::function<void(const Progress&)>;

} // namespace contrafact
