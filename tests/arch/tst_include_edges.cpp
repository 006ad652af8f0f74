// SPDX-License-Identifier: GPL-3.0-or-later
// What may lean on what: the include edges of the whole tree, which foreign headers may stand
// where, and the licence line of every source. The rules are data; the checker is tested on planted
// faults.
#include "tests/support/paths.h"
#include "tests/support/test.h"

#include <QDirIterator>
#include <QFile>

#include <algorithm>
#include <optional>
#include <regex>
#include <string>
#include <string_view>
#include <vector>

namespace {

constexpr std::string_view kLicence = "// SPDX-License-Identifier: GPL-3.0-or-later";

/// Our own folders, the most specific first. `mayInclude` are beginnings of paths.
struct Rule {
    std::string_view folder;
    std::vector<std::string_view> mayInclude;
};

const std::vector<Rule> kOwnEdges{
    {"core/", {"core/"}},
    {"models/api/", {"models/api/", "core/"}},
    {"models/", {"models/", "core/"}},
    {"ui/", {"ui/", "models/api/", "core/"}},
    {"app/", {"app/", "ui/", "models/", "core/"}},
    {"tests/", {"tests/", "app/", "ui/", "models/", "core/"}},
};

/// Where headers of a foreign library may be included.
struct Foreign {
    std::string name;
    std::regex header;
    std::vector<std::string_view> allowed;
    std::vector<std::string_view> forbidden; ///< within the allowed
};

const std::vector<Foreign> kForeign{
    // Of the networks all folders may but the face that is free of torch.
    {"LibTorch",
     std::regex("(torch|ATen|c10|caffe2)/.*"),
     {"models/", "tests/model/", "tests/bench/"},
     {"models/api/"}},
    {"Qt", std::regex("Qt?[A-Z].*|qcustomplot\\.h"), {"ui/", "app/", "tests/"}, {}},
};

bool isIn(std::string_view path, const std::vector<std::string_view>& folders) {
    return std::any_of(folders.begin(), folders.end(),
                       [&](std::string_view folder) { return path.starts_with(folder); });
}

const Rule* ruleFor(std::string_view path) {
    const auto found = std::find_if(kOwnEdges.begin(), kOwnEdges.end(), [&](const Rule& rule) {
        return path.starts_with(rule.folder);
    });
    return found == kOwnEdges.end() ? nullptr : &*found;
}

bool isOurs(std::string_view header) {
    return ruleFor(header) != nullptr;
}

/// "vae_nn" of "models/systems/vae_nn/model.h"; empty elsewhere.
std::string systemOf(std::string_view path) {
    constexpr std::string_view kSystems = "models/systems/";
    if (!path.starts_with(kSystems)) return {};
    const auto name = path.substr(kSystems.size());
    return std::string(name.substr(0, name.find('/')));
}

/// What is wrong with including `header` in the file at `path`; nothing when it is allowed.
std::optional<std::string> fault(const std::string& path, const std::string& header) {
    const auto complaint = path + " includes " + header;
    const auto* rule = ruleFor(path);
    if (rule && isOurs(header) && !isIn(header, rule->mayInclude)) return complaint;
    for (const auto& foreign : kForeign)
        if (std::regex_match(header, foreign.header) &&
            (!isIn(path, foreign.allowed) || isIn(path, foreign.forbidden)))
            return complaint + " (" + foreign.name + ")";
    if (const auto other = systemOf(header);
        !other.empty() && systemOf(path) != other && path.starts_with("models/"))
        return complaint + " (no system sees another, nor does what they share)";
    // A descriptor is compiled into the face, whose users have no torch: what it includes of its
    // own system must do without, or the face does not compile.
    if (path.starts_with("models/") && path.ends_with("/descriptor.cpp") && isOurs(header) &&
        !isIn(header, {"models/api/", "core/"}) && systemOf(header).empty())
        return complaint + " (a descriptor sees its system, models/api and core only)";
    return std::nullopt;
}

std::vector<std::string> faultsOf(const std::string& path, const std::string& text) {
    static const std::regex include(R"(^[ \t]*#[ \t]*include[ \t]*["<]([^">]+)[">])",
                                    std::regex::multiline);
    std::vector<std::string> out;
    if (!std::string_view(text).starts_with(kLicence))
        out.push_back(path + " does not begin with its SPDX line");
    for (auto it = std::sregex_iterator(text.begin(), text.end(), include);
         it != std::sregex_iterator(); ++it)
        if (auto wrong = fault(path, (*it)[1])) out.push_back(*wrong);
    return out;
}

const QString kRoot = QString::fromStdString(contrafact::test::sourcePath("."));

/// Every C++ source of the project's own folders, relative to its root.
QStringList sources() {
    QStringList out;
    const QDir root(kRoot);
    for (const auto& rule : kOwnEdges) {
        const auto folder = QString::fromUtf8(rule.folder.data(), qsizetype(rule.folder.size()));
        QDirIterator it(root.filePath(folder), {"*.cpp", "*.h", "*.cpp.in", "*.h.in"}, QDir::Files,
                        QDirIterator::Subdirectories);
        while (it.hasNext()) out << root.relativeFilePath(it.next());
    }
    out.removeDuplicates();
    return out;
}

std::string source(std::string_view header) {
    return std::string(kLicence) + "\n#include \"" + std::string(header) + "\"\n";
}

} // namespace

class TestIncludeEdges : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void theTreeKeepsTheRules() {
        const auto files = sources();
        QVERIFY2(files.size() > 50, "the sources were not found");
        std::string faults;
        for (const auto& path : files) {
            QFile file(QDir(kRoot).filePath(path));
            QVERIFY(file.open(QIODevice::ReadOnly));
            for (const auto& wrong : faultsOf(path.toStdString(), file.readAll().toStdString()))
                faults += wrong + '\n';
        }
        QVERIFY2(faults.empty(), faults.c_str());
    }

    void plantedFaultsAreFound_data() {
        QTest::addColumn<QString>("path");
        QTest::addColumn<QString>("header");
        const auto row = [](const char* path, const char* header) {
            QTest::addRow("%s: %s", path, header) << QString(path) << QString(header);
        };
        row("core/score/a.cpp", "models/api/x.h");
        row("core/score/a.cpp", "ui/x.h");
        row("core/score/a.cpp", "QString");
        row("core/score/a.cpp", "QtCore/QString");
        row("core/score/a.cpp", "torch/torch.h");
        row("models/api/a.cpp", "models/nn/x.h");
        row("models/api/a.cpp", "ATen/ATen.h");
        row("models/systems/vae_nn/a.cpp", "ui/x.h");
        row("models/systems/vae_nn/a.cpp", "QObject");
        row("models/systems/vae_nn/descriptor.cpp", "models/nn/x.h");
        row("models/systems/dcgan/a.cpp", "models/systems/vae_nn/x.h");
        row("models/train/a.cpp", "models/systems/vae_nn/x.h");
        row("ui/roll/a.cpp", "models/nn/x.h");
        row("ui/roll/a.cpp", "app/x.h");
        row("ui/roll/a.cpp", "c10/core/Device.h");
        row("app/a.cpp", "tests/support/x.h");
        row("app/a.cpp", "torch/torch.h");
        row("tests/unit/a.cpp", "torch/torch.h");
    }

    void plantedFaultsAreFound() {
        QFETCH(QString, path);
        QFETCH(QString, header);
        QCOMPARE(faultsOf(path.toStdString(), source(header.toStdString())).size(), std::size_t{1});
    }

    void allowedEdgesPass() {
        const std::vector<std::pair<std::string, std::string>> allowed{
            {"core/score/a.cpp", "core/base/x.h"},
            {"core/score/a.cpp", "vector"},
            {"core/session/a.cpp", "sqlite3.h"},
            {"models/api/a.cpp", "core/score/x.h"},
            {"models/systems/vae_nn/a.cpp", "torch/torch.h"},
            {"models/systems/vae_nn/a.cpp", "models/nn/x.h"},
            {"models/systems/vae_nn/a.cpp", "models/systems/vae_nn/x.h"},
            {"ui/a.cpp", "QWidget"},
            {"ui/a.cpp", "models/api/x.h"},
            {"app/main.cpp", "models/networks.h"},
            {"tests/model/tst_a.cpp", "torch/torch.h"},
            {"tests/gui/tst_a.cpp", "ui/x.h"},
        };
        for (const auto& [path, header] : allowed)
            QVERIFY2(faultsOf(path, source(header)).empty(), path.c_str());
    }

    void aMissingLicenceIsFound() {
        QCOMPARE(faultsOf("core/a.cpp", "#include <vector>\n").size(), std::size_t{1});
    }

    void everyIncludeOfAFileIsSeen() {
        const auto text = source("ui/a.h") + "  #  include <torch/torch.h>\n#include \"app/b.h\"\n";
        QCOMPARE(faultsOf("core/a.cpp", text).size(), std::size_t{3});
    }
};

CONTRAFACT_TEST(TestIncludeEdges)
#include "tst_include_edges.moc"
