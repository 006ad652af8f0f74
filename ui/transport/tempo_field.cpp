// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/transport/tempo_field.h"

#include "ui/theme/theme.h"

#include <QLineEdit>

namespace contrafact::ui {
namespace {

constexpr double kSlowest = 10;
constexpr double kFastest = 400;

} // namespace

TempoField::TempoField(QWidget* parent)
    : QDoubleSpinBox(parent) {
    setRange(kSlowest, kFastest);
    setDecimals(1);
    setSuffix(tr(" BPM"));
    setButtonSymbols(QAbstractSpinBox::NoButtons);
    setKeyboardTracking(false);
    setAlignment(Qt::AlignCenter);
    setFont(numberFont(13));
    setFixedWidth(104);
    setAccessibleName(tr("Tempo, beats a minute"));
    setToolTip(tr("Tempo at the playhead"));
    connect(this, &QDoubleSpinBox::valueChanged, this, &TempoField::edited);
}

void TempoField::showTempo(double bpm) {
    if (hasFocus() && lineEdit()->isModified()) return; // being typed in
    const QSignalBlocker quiet(this);
    setValue(bpm);
}

} // namespace contrafact::ui
