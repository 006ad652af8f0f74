// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace contrafact::ui {

class MainWindow;

/// Fills the menu bar. Everything the window can do is there, with a shortcut.
void makeMenus(MainWindow& window);

} // namespace contrafact::ui
