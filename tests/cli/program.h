// SPDX-License-Identifier: GPL-3.0-or-later
// Runs the built `contrafact` and gathers what it said.
#pragma once

#include "tests/support/paths.h"

#include <QJsonDocument>
#include <QProcess>
#include <QString>
#include <QStringList>

namespace contrafact::test {

struct Said {
    int status = -1; ///< -1: it crashed or did not end
    QByteArray out;
    QByteArray err;

    QJsonDocument json() const { return QJsonDocument::fromJson(out); }
    /// One line on stderr that opens with the program's name: what a person gets for an error.
    bool isOneLineError() const {
        return err.startsWith("contrafact: ") && err.count('\n') == 1 && err.endsWith('\n');
    }
};

inline Said wait(QProcess& process) {
    Said said;
    const bool ended = process.waitForFinished(200'000);
    if (ended && process.exitStatus() == QProcess::NormalExit) said.status = process.exitCode();
    said.out = process.readAllStandardOutput();
    said.err = process.readAllStandardError();
    return said;
}

inline Said run(const QStringList& arguments) {
    QProcess process;
    process.start(QString::fromStdString(program()), arguments);
    return wait(process);
}

/// A shell line in which $P is the program.
inline Said runShell(const QString& line) {
    QProcess process;
    process.start("/bin/sh", {"-c", "P='" + QString::fromStdString(program()) + "'; " + line});
    return wait(process);
}

} // namespace contrafact::test
