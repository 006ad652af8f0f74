// SPDX-License-Identifier: GPL-3.0-or-later
// Space plays, whatever was clicked last: a widget that a click gave the focus does not get it.
// Text that is being typed keeps its spaces, and so does what was reached by Tab, because Space is
// how the keyboard presses a button. GUI thread.
#pragma once

#include <QObject>

namespace contrafact::ui {

class SpaceKey : public QObject {
    Q_OBJECT
public:
    /// Watches all widgets of the application until it is gone.
    explicit SpaceKey(QObject* parent);

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    bool m_tabbed = false; ///< the focus was put where it is by the keyboard
};

} // namespace contrafact::ui
