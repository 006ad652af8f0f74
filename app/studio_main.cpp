// SPDX-License-Identifier: GPL-3.0-or-later
// The window's entry point. The window comes first; sound, library and networks are opened on
// workers after the first paint.
#include "app/cli/interrupt.h"
#include "app/headless_job.h"
#include "ui/theme/theme.h"
#include "ui/window/file_commands.h"
#include "ui/window/leaving.h"
#include "ui/window/main_window.h"

#include <QApplication>
#include <QCommandLineParser>
#include <QSettings>
#include <QTimer>

#include <csignal>
#include <stop_token>

using namespace contrafact;

namespace {

ui::ThemeChoice rememberedTheme() {
    const auto name = QSettings().value("theme").toString();
    if (name == QLatin1String("dark")) return ui::ThemeChoice::Dark;
    if (name == QLatin1String("light")) return ui::ThemeChoice::Light;
    return ui::ThemeChoice::System;
}

int runWindow(QApplication& app, const QStringList& paths, std::stop_token interrupted) {
    ui::prepareTheme(rememberedTheme());
    ui::MainWindow window;
    ui::applyTheme(app, rememberedTheme());
    window.show();
    const std::stop_callback atSignal(interrupted, [&window] {
        QMetaObject::invokeMethod(&window.leaving(), &ui::Leaving::leaveAtOnce,
                                  Qt::QueuedConnection);
    });
    // After the events that paint the window for the first time.
    QTimer::singleShot(0, &window, [&window, paths] {
        window.startServices();
        if (!paths.isEmpty()) window.files().openPaths(paths);
    });
    return app.exec();
}

} // namespace

int main(int argc, char** argv) {
    std::signal(SIGPIPE, SIG_IGN);  // a sound server that dies must not end the program
    const app::Interrupt interrupt; // before any thread starts: signals are blocked in all of them
    QApplication::setHighDpiScaleFactorRoundingPolicy(
        Qt::HighDpiScaleFactorRoundingPolicy::PassThrough);
    QApplication app(argc, argv);
    QApplication::setOrganizationName("contrafact");
    QApplication::setApplicationName("contrafact-studio");
    QApplication::setApplicationDisplayName("Contrafact Studio");
    QApplication::setApplicationVersion(CONTRAFACT_VERSION);
    QApplication::setDesktopFileName("org.contrafact.Studio");

    QCommandLineParser parser;
    parser.setApplicationDescription("Compose with small generative networks that you train.");
    parser.addHelpOption();
    parser.addVersionOption();
    const QCommandLineOption withoutWindow(
        "without-window", "Do the main job without a window and leave its files in FOLDER.",
        "FOLDER");
    parser.addOption(withoutWindow);
    parser.addPositionalArgument("files", "Sessions, MIDI files or folders to open.", "[FILE...]");
    parser.process(app);

    if (parser.isSet(withoutWindow)) {
        ui::applyTheme(app, ui::ThemeChoice::Dark);
        return app::runHeadlessJob(parser.value(withoutWindow).toStdString(), interrupt);
    }
    return runWindow(app, parser.positionalArguments(), interrupt.token());
}
