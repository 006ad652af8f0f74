// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/window/target_dialog.h"

#include <QCoreApplication>
#include <QDir>
#include <QFileDialog>
#include <QFileInfo>
#include <QMessageBox>
#include <QPushButton>
#include <QSettings>

#include <algorithm>

namespace contrafact::ui {
namespace {

constexpr qsizetype kLongestStem = 100;
const QString kLastFolder = QStringLiteral("files/last_folder");

struct TargetWords {
    Q_DECLARE_TR_FUNCTIONS(Target)
};

/// Which kind of these was written last.
QString kindKey(const QList<FileKind>& kinds) {
    return QStringLiteral("files/kind_of_") + kinds.front().suffix;
}

bool isOf(const FileKind& kind, const QString& suffix) {
    return kind.suffix == suffix || kind.also.contains(suffix);
}

int lastKind(const QList<FileKind>& kinds) {
    const auto last = QSettings().value(kindKey(kinds)).toString();
    const auto found = std::ranges::find(kinds, last, &FileKind::suffix);
    return found == kinds.end() ? 0 : int(found - kinds.begin());
}

QStringList filtersOf(const QList<FileKind>& kinds) {
    QStringList filters;
    for (const auto& kind : kinds) {
        QStringList patterns{QStringLiteral("*.") + kind.suffix};
        for (const auto& suffix : kind.also) patterns << QStringLiteral("*.") + suffix;
        filters << QStringLiteral("%1 (%2)").arg(kind.title, patterns.join(QLatin1Char(' ')));
    }
    return filters;
}

bool mayReplace(QWidget* window, const QString& path) {
    if (!QFileInfo::exists(path)) return true;
    QMessageBox box(QMessageBox::Question, TargetWords::tr("Replace the file?"),
                    TargetWords::tr("“%1” is there already.").arg(QFileInfo(path).fileName()),
                    QMessageBox::Cancel, window);
    box.setTextFormat(Qt::PlainText);
    box.setInformativeText(TargetWords::tr("What it holds now will be lost."));
    auto* replace = box.addButton(TargetWords::tr("Replace"), QMessageBox::AcceptRole);
    box.exec();
    return box.clickedButton() == replace;
}

} // namespace

QString lastFolder() {
    return QSettings().value(kLastFolder, QDir::homePath()).toString();
}

void rememberFolder(const QString& path) {
    QSettings().setValue(kLastFolder, QFileInfo(path).absolutePath());
}

QString safeFileName(const QString& title) {
    auto name = title.simplified();
    for (auto& c : name)
        if (c == QLatin1Char('/') || c == QLatin1Char('\\') || c.category() == QChar::Other_Control)
            c = QLatin1Char('-');
    while (name.startsWith(QLatin1Char('.'))) name.remove(0, 1);
    return name.left(kLongestStem).trimmed();
}

QString withSuffix(const QString& path, const QList<FileKind>& kinds, int kind) {
    const auto suffix = QFileInfo(path).suffix().toLower();
    const bool known =
        std::ranges::any_of(kinds, [&](const auto& each) { return isOf(each, suffix); });
    return known ? path : path + QLatin1Char('.') + kinds[kind].suffix;
}

QString askTarget(QWidget* window, const QString& title, const QString& name,
                  const QList<FileKind>& kinds) {
    const auto filters = filtersOf(kinds);
    QFileDialog dialog(window, title, lastFolder());
    dialog.setAcceptMode(QFileDialog::AcceptSave);
    dialog.setFileMode(QFileDialog::AnyFile);
    dialog.setNameFilters(filters);
    dialog.setOption(QFileDialog::DontConfirmOverwrite); // asked here, of what is really written
    const int kind = lastKind(kinds);
    dialog.selectNameFilter(filters[kind]);
    dialog.selectFile(name + QLatin1Char('.') + kinds[kind].suffix);
    while (dialog.exec() == QDialog::Accepted) {
        const int chosen = std::max(0, int(filters.indexOf(dialog.selectedNameFilter())));
        const auto path = withSuffix(dialog.selectedFiles().value(0), kinds, chosen);
        if (!mayReplace(window, path)) continue;
        rememberFolder(path);
        const auto suffix = QFileInfo(path).suffix().toLower();
        const auto written =
            std::ranges::find_if(kinds, [&](const auto& each) { return isOf(each, suffix); });
        QSettings().setValue(kindKey(kinds), written->suffix);
        return path;
    }
    return {};
}

} // namespace contrafact::ui
