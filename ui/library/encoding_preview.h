// SPDX-License-Identifier: GPL-3.0-or-later
// What the network of a system sees of a song: painted as a roll, set as a table, or as text.
#pragma once

#include "core/encoding/preview.h"

#include <QWidget>

#include <optional>

namespace contrafact::ui {

class EncodingPreview : public QWidget {
    Q_OBJECT
public:
    explicit EncodingPreview(QWidget* parent = nullptr);

    void setPreview(encoding::Preview preview);
    /// In the place of a preview: why there is none.
    void say(const QString& words);
    QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    std::optional<encoding::Preview> m_preview;
    QString m_words;
};

} // namespace contrafact::ui
