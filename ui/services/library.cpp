// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/services/library.h"

#include <nlohmann/json.hpp>

namespace contrafact::ui {

namespace {

constexpr auto kStarter = "starter";
constexpr auto kFolders = "library.folders";
constexpr auto kStyles = "library.styles";
constexpr auto kTake = "library.take"; ///< the chosen one's number

} // namespace

Library::Library(QObject* parent)
    : QObject(parent) {
    connect(&m_corpora, &CorpusStore::problem, this, &Library::problem);
    connect(&m_runs, &RunStore::problem, this, &Library::problem);
    connect(&m_styles, &StyleStore::problem, this, &Library::problem);
    connect(&m_styleLearner, &StyleLearner::problem, this, &Library::problem);
    connect(&m_corpora, &CorpusStore::listChanged, this, [this] {
        // The starter comes by itself: that is no change of the person's.
        if (auto now = folders(); now != m_folders) {
            m_folders = std::move(now);
            Q_EMIT modified();
        }
    });
    connect(&m_styles, &StyleStore::listChanged, this, &Library::modified);
    connect(&m_styles, &StyleStore::weightChanged, this, &Library::modified);
    connect(&m_takes, &TakeStore::listChanged, this, &Library::modified);
}

void Library::start() {
    m_corpora.open(QString::fromLatin1(kStarter));
    m_runs.refresh();
}

QStringList Library::folders() const {
    QStringList all;
    for (int i = 0; i < m_corpora.count(); ++i)
        if (m_corpora.at(i).where != QLatin1String(kStarter)) all << m_corpora.at(i).where;
    return all;
}

void Library::saveTo(session::Session& session) const {
    session.takes = m_takes.all();
    session.runs = m_runs.records();
    nlohmann::json list = nlohmann::json::array();
    for (const auto& folder : folders()) list.push_back(folder.toStdString());
    session.settings[kFolders] = list.dump();
    session.settings[kStyles] = m_styles.toJson();
    session.settings[kTake] = std::to_string(m_takes.current());
}

void Library::restoreFrom(const session::Session& session) {
    const auto text = [&](const char* key) {
        const auto it = session.settings.find(key);
        return it == session.settings.end() ? std::string("[]") : it->second;
    };
    m_takes.restore(session.takes, QString::fromStdString(text(kTake)).toLongLong());
    m_runs.restore(session.runs);
    m_styles.fromJson(text(kStyles));
    for (const auto& folder : nlohmann::json::parse(text(kFolders), nullptr, false))
        if (folder.is_string()) m_corpora.open(QString::fromStdString(folder));
}

} // namespace contrafact::ui
