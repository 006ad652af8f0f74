// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>

namespace contrafact::app {

class Interrupt;

/// The main job where there is no display: opens the starter corpus, trains for a minute, composes
/// eight bars and leaves composition.mid, composition.wav, loss.png and roll.png in `out`. Progress
/// and words on stderr, the four paths on stdout. Needs a QApplication (off-screen will do).
/// Returns the exit status.
int runHeadlessJob(const std::filesystem::path& out, const Interrupt& interrupt);

} // namespace contrafact::app
