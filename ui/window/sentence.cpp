// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/window/sentence.h"

#include <QRegularExpression>

namespace contrafact::ui {

QString asSentence(const QString& message) {
    // At least two folders deep, so that "4/4" and "and/or" stay; up to a colon or the line's end.
    static const QRegularExpression path(
        QStringLiteral("(?<![\\w/])/(?:[^/\\n:“”]+/)+([^/\\s:“”]+(?: [^/\\s:“”]+\\.\\w+)*)"));
    auto text = message.trimmed();
    text.replace(path, QStringLiteral("“\\1”"));
    if (text.isEmpty()) return text;
    text[0] = text[0].toUpper();
    if (text.back().isLetterOrNumber() || text.back() == QChar(u'”')) text += QLatin1Char('.');
    return text;
}

} // namespace contrafact::ui
