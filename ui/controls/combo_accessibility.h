// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace contrafact::ui {

/// Combo boxes tell screen readers what they are for and what is chosen. On Linux Qt's own say
/// only what is chosen, since they expect a label, which ours do not have. Call it once.
void installComboAccessibility();

} // namespace contrafact::ui
