// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>

#include <functional>

class QAbstractItemView;
class QKeyEvent;

namespace contrafact::ui {

/// An empty one leaves its key to the window.
struct ListActions {
    std::function<void()> remove = {}; ///< Delete
    std::function<void()> rename = {}; ///< F2
};

/// Keys that mean a list's own rows while it has the focus, and the roll's notes and tracks
/// elsewhere: all of them (Ctrl+A), Delete and F2.
class ListKeys : public QObject {
    Q_OBJECT
public:
    explicit ListKeys(QAbstractItemView& list, ListActions actions = {});

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    bool isOurs(const QKeyEvent& key) const;

    QAbstractItemView& m_list;
    ListActions m_actions;
};

} // namespace contrafact::ui
