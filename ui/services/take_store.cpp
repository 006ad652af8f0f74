// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/services/take_store.h"

#include <QDateTime>
#include <QFileInfo>
#include <QRegularExpression>

#include <nlohmann/json.hpp>

#include <algorithm>

namespace contrafact::ui {

TakeStore::TakeStore(QObject* parent)
    : QObject(parent) {}

std::vector<const session::Take*> TakeStore::listed() const {
    std::vector<const session::Take*> takes;
    for (const auto& take : m_takes) takes.push_back(&take);
    std::ranges::stable_partition(takes, [](const session::Take* take) { return take->starred; });
    return takes;
}

const session::Take* TakeStore::find(std::int64_t id) const {
    const auto it = std::find_if(m_takes.begin(), m_takes.end(),
                                 [id](const session::Take& take) { return take.id == id; });
    return it == m_takes.end() ? nullptr : &*it;
}

session::Take* TakeStore::changeable(std::int64_t id) {
    return const_cast<session::Take*>(find(id));
}

std::int64_t TakeStore::add(const QString& name, score::Score score, std::string provenance) {
    session::Take take;
    take.id = ++m_lastId;
    take.name = name.toStdString();
    take.created = QDateTime::currentDateTimeUtc().toString(Qt::ISODate).toStdString();
    take.provenance = std::move(provenance);
    take.score = std::move(score);
    m_takes.insert(m_takes.begin(), std::move(take));
    Q_EMIT listChanged();
    setCurrent(m_lastId);
    return m_lastId;
}

std::int64_t TakeStore::addImported(const QString& path, score::Score score) {
    const nlohmann::json provenance{{"imported", path.toStdString()}};
    return add(tr("Imported: %1").arg(QFileInfo(path).fileName()), std::move(score),
               provenance.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace));
}

QString TakeStore::nextName() const {
    static const QRegularExpression number(QStringLiteral("^\\D*(\\d+)"));
    int highest = 0;
    for (const auto& take : m_takes) {
        const auto match = number.match(QString::fromStdString(take.name));
        if (match.hasMatch() && match.captured(0).startsWith(tr("Take ")))
            highest = std::max(highest, match.captured(1).toInt());
    }
    return tr("Take %1").arg(highest + 1);
}

void TakeStore::rename(std::int64_t id, const QString& name) {
    auto* take = changeable(id);
    if (!take || name.trimmed().isEmpty() || take->name == name.toStdString()) return;
    take->name = name.trimmed().toStdString();
    Q_EMIT listChanged();
}

void TakeStore::setStarred(std::int64_t id, bool starred) {
    auto* take = changeable(id);
    if (!take || take->starred == starred) return;
    take->starred = starred;
    Q_EMIT listChanged();
}

void TakeStore::remove(std::int64_t id) {
    if (std::erase_if(m_takes, [id](const session::Take& take) { return take.id == id; }) == 0)
        return;
    Q_EMIT listChanged();
    if (m_current == id) setCurrent(0);
}

void TakeStore::setCurrent(std::int64_t id) {
    if (id == m_current) return;
    m_current = id;
    Q_EMIT currentChanged(id);
}

void TakeStore::restore(std::vector<session::Take> takes, std::int64_t current) {
    m_takes = std::move(takes);
    std::sort(m_takes.begin(), m_takes.end(),
              [](const session::Take& a, const session::Take& b) { return a.id > b.id; });
    m_lastId = m_takes.empty() ? 0 : m_takes.front().id;
    m_current = find(current) ? current : 0;
    Q_EMIT listChanged();
    Q_EMIT currentChanged(m_current); // another take, also where its number is the old one's
}

} // namespace contrafact::ui
