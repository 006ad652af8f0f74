// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/compose/compose_place.h"

#include <QToolButton>

#include <map>
#include <string>

namespace contrafact::ui {

/// Which instruments are written for: all, the current track alone, or any of the five families.
/// Says it in words; its menu's entries are commands too.
class InstrumentsButton : public QToolButton {
    Q_OBJECT
public:
    explicit InstrumentsButton(QWidget* parent = nullptr);

    const WrittenFor& written() const { return m_written; }
    void saveTo(std::map<std::string, std::string>& settings) const;
    void restoreFrom(const std::map<std::string, std::string>& settings);

Q_SIGNALS:
    void changed();

private:
    void fillMenu();
    void toggle(std::size_t family);
    void set(const WrittenFor& written);

    WrittenFor m_written;
};

} // namespace contrafact::ui
