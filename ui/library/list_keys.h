// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>

#include <functional>

class QAbstractItemView;
class QKeyEvent;

namespace contrafact::ui {

/// Keys that mean a list's own rows while it has the focus, and the roll's notes elsewhere: all of
/// them (Ctrl+A), and Delete.
class ListKeys : public QObject {
    Q_OBJECT
public:
    /// @param remove what Delete does; empty: the key stays the roll's
    explicit ListKeys(QAbstractItemView& list, std::function<void()> remove = {});

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    bool isOurs(const QKeyEvent& key) const;

    QAbstractItemView& m_list;
    std::function<void()> m_remove;
};

} // namespace contrafact::ui
