// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/api/networks.h"

#include <dlfcn.h>

#include <atomic>
#include <cstdlib>
#include <mutex>

namespace contrafact::models {

namespace fs = std::filesystem;

namespace {

constexpr const char* kLibrary = "libcontrafact_networks.so";
constexpr const char* kEntryPoint = "contrafact_networks";
using EntryPoint = Networks* (*)();

std::atomic<Networks*> loaded{nullptr};
std::mutex loading;

/// Where the library may be, best first: named by the user, in the build tree, installed.
std::vector<fs::path> candidates() {
    std::vector<fs::path> paths;
    if (const char* named = std::getenv("CONTRAFACT_NETWORKS")) paths.emplace_back(named);
    std::error_code ec;
    const auto program = fs::read_symlink("/proc/self/exe", ec).parent_path();
    for (const char* folder : {"../lib", "../lib/contrafact", CONTRAFACT_LIBDIR, "."})
        paths.push_back(program / folder / kLibrary);
    return paths;
}

/// In a program that links the library already (the tests), it is simply there.
void* linkedEntryPoint() {
    return ::dlsym(RTLD_DEFAULT, kEntryPoint);
}

Result<void*> openLibrary() {
    std::error_code ec;
    for (const auto& path : candidates()) {
        if (!fs::exists(path, ec)) continue;
        if (void* handle = ::dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL)) return handle;
        return Error{"cannot load the networks from " + path.string() + ": " + ::dlerror()};
    }
    return Error{
        std::string("cannot find ") + kLibrary +
        " beside the program; build or install it, or set CONTRAFACT_NETWORKS to its path"};
}

Result<void*> findEntryPoint() {
    if (void* linked = linkedEntryPoint()) return linked;
    const auto handle = openLibrary();
    if (!handle) return handle.error();
    if (void* entry = ::dlsym(*handle, kEntryPoint)) return entry;
    return Error{std::string(kLibrary) + " is of another version of this program; reinstall it"};
}

} // namespace

Result<Networks*> loadNetworks() {
    const std::lock_guard lock(loading);
    if (Networks* ready = loaded.load()) return ready;
    const auto entry = findEntryPoint();
    if (!entry) return entry.error();
    loaded = reinterpret_cast<EntryPoint>(*entry)();
    return loaded.load();
}

bool networksLoaded() {
    return loaded.load() != nullptr;
}

} // namespace contrafact::models
