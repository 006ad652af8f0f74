// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/controls/sentence.h"

#include <QRegularExpression>

namespace contrafact::ui {

QString asSentence(const QString& message) {
    // From the root on, so that "4/4" and "and/or" stay. A folder's name with both dots and spaces
    // is more likely words behind a file; a file's name goes on to its extension.
    static const QRegularExpression path(
        QStringLiteral("(?<![\\w/])/(?:(?:[^/\\s:“”]+|[^/\\n:“”.]+)/)+"
                       "([^/\\n:“”]*?\\.\\w{1,10}(?!\\w)|[^/\\s:“”]+)"));
    auto text = message.trimmed();
    text.replace(path, QStringLiteral("“\\1”"));
    if (text.isEmpty()) return text;
    text[0] = text[0].toUpper();
    if (text.back().isLetterOrNumber() || text.back() == QChar(u'”')) text += QLatin1Char('.');
    return text;
}

} // namespace contrafact::ui
