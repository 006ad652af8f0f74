// SPDX-License-Identifier: GPL-3.0-or-later
// The piece and its takes beside each other: one key changes what is seen and heard, at the same
// bar, while it plays. GUI thread.
#pragma once

#include "core/session/session.h"
#include "ui/studio.h"

#include <QObject>
#include <QString>

namespace contrafact::ui {

/// Brings a take into the piece as one step of undo.
void bringIn(const Studio& studio, std::int64_t take);

class TakeComparison : public QObject {
    Q_OBJECT
public:
    explicit TakeComparison(const Studio& studio, QObject* parent = nullptr);

    /// From the piece to the chosen take and back; where the chosen one is what the piece is, to
    /// the next other one.
    void toggle();
    /// To the take that is `by` places further down in the library.
    void step(int by);
    /// The take that is compared becomes the piece.
    void keep();

Q_SIGNALS:
    void problem(const QString& message);

private:
    bool comparing() const;
    const session::Take* other() const;
    void show(const session::Take& take);

    Studio m_studio;
};

} // namespace contrafact::ui
