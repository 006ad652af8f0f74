// SPDX-License-Identifier: GPL-3.0-or-later
// Takes: every piece that was composed, imported or kept, newest first, with how it came to be.
// GUI thread.
#pragma once

#include "core/session/session.h"

#include <QObject>
#include <QString>

#include <cstdint>
#include <vector>

namespace contrafact::ui {

class TakeStore : public QObject {
    Q_OBJECT
public:
    explicit TakeStore(QObject* parent = nullptr);

    const std::vector<session::Take>& all() const { return m_takes; } ///< newest first
    std::vector<const session::Take*> listed() const; ///< starred ones first, else newest first
    const session::Take* find(std::int64_t id) const;
    std::int64_t current() const { return m_current; } ///< 0: none
    const session::Take* currentTake() const { return find(m_current); }

    /// Adds a take at the front and makes it the current one; returns its id.
    std::int64_t add(const QString& name, score::Score score, std::string provenance);
    /// A piece that was read from a file.
    std::int64_t addImported(const QString& path, score::Score score);
    /// "Take 15": the next free number.
    QString nextName() const;
    void rename(std::int64_t id, const QString& name);
    void setStarred(std::int64_t id, bool starred);
    void remove(std::int64_t id);
    void setCurrent(std::int64_t id);
    /// Other takes in the place of all; @param current the one that is chosen, 0: none
    void restore(std::vector<session::Take> takes, std::int64_t current = 0);

Q_SIGNALS:
    void listChanged();
    void currentChanged(qint64 id);

private:
    session::Take* changeable(std::int64_t id);

    std::vector<session::Take> m_takes;
    std::int64_t m_current = 0;
    std::int64_t m_lastId = 0;
};

} // namespace contrafact::ui
