// SPDX-License-Identifier: GPL-3.0-or-later
// The only includer of QCustomPlot: its header is written with Qt's keywords, which this program
// does without.
#pragma once

#define signals Q_SIGNALS
#define slots Q_SLOTS
#define emit Q_EMIT
#define foreach(variable, container) for (variable : container)
#include <qcustomplot.h>
#undef foreach
#undef emit
#undef slots
#undef signals
