// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

#include <cstdint>

class QLineEdit;
class QToolButton;

namespace contrafact::ui {

/// The seed as a field, a dice for a new one, and a lock that keeps it for the next composing.
class SeedRow : public QWidget {
    Q_OBJECT
public:
    explicit SeedRow(QWidget* parent = nullptr);

    std::uint64_t seed() const;
    void setSeed(std::uint64_t seed);
    /// The person's: the next one that is composed with.
    void choose(std::uint64_t seed);
    bool locked() const;
    void setLocked(bool locked);
    /// A new seed, unless it is locked or was chosen by the person since the last time.
    void roll();

Q_SIGNALS:
    void edited(); ///< by the person

private:
    QLineEdit* m_field;
    QToolButton* m_lock;
    bool m_chosen = false;
};

} // namespace contrafact::ui
