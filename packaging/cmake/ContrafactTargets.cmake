# SPDX-License-Identifier: GPL-3.0-or-later
# How this project makes libraries, programs and tests: warnings, standard and sanitizers in one place.
include(GNUInstallDirs)

if(NOT CMAKE_BUILD_TYPE)
  set(CMAKE_BUILD_TYPE Release CACHE STRING "" FORCE)
endif()
set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
set(CMAKE_RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/bin)
set(CMAKE_LIBRARY_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/lib)
set(CMAKE_INSTALL_RPATH "$ORIGIN/../${CMAKE_INSTALL_LIBDIR}/contrafact")
set(CMAKE_AUTOMOC_MOC_OPTIONS --include ${PROJECT_SOURCE_DIR}/packaging/cmake/moc_prelude.h)
add_link_options(-Wl,--as-needed)

find_program(CCACHE ccache)
if(CCACHE)
  set(CMAKE_CXX_COMPILER_LAUNCHER ${CCACHE})
  set(CMAKE_C_COMPILER_LAUNCHER ${CCACHE})
endif()
find_package(Threads REQUIRED)

add_library(contrafact_options INTERFACE)
target_compile_options(contrafact_options INTERFACE
  -Wall -Wextra -Wno-missing-field-initializers -Wpedantic -Wshadow -Wnon-virtual-dtor -Woverloaded-virtual -Wformat=2
  $<$<BOOL:${CONTRAFACT_WERROR}>:-Werror>)
# GCC 12 takes libstdc++'s own string assignments and sums for overlapping copies when it optimises
# (GCC bugs 105329 and 105651, gone in 13).
if(CMAKE_CXX_COMPILER_ID STREQUAL GNU AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 13)
  target_compile_options(contrafact_options INTERFACE -Wno-restrict)
endif()
# UTF-8 literals everywhere; QT_NO_KEYWORDS because torch has identifiers called `slots`.
target_compile_definitions(contrafact_options INTERFACE
  QT_NO_KEYWORDS QT_NO_FOREACH QT_NO_CAST_TO_ASCII QT_NO_URL_CAST_FROM_STRING
  QT_NO_CAST_FROM_BYTEARRAY QT_STRICT_ITERATORS QT_NO_NARROWING_CONVERSIONS_IN_CONNECT
  CONTRAFACT_VERSION="${PROJECT_VERSION}")
target_include_directories(contrafact_options INTERFACE ${PROJECT_SOURCE_DIR})
target_link_libraries(contrafact_options INTERFACE Threads::Threads)
if(CONTRAFACT_SANITIZE)
  target_compile_options(contrafact_options INTERFACE
    -fsanitize=${CONTRAFACT_SANITIZE} -fno-omit-frame-pointer -fno-sanitize-recover=undefined)
  target_link_options(contrafact_options INTERFACE -fsanitize=${CONTRAFACT_SANITIZE})
  # Indexes past a vector's size but within its memory are seen by the library alone.
  target_compile_definitions(contrafact_options INTERFACE _GLIBCXX_ASSERTIONS)
  # For code that is not waited for: what sanitizers add takes long to optimise.
  set(CONTRAFACT_SANITIZED_O0 -O0)
endif()

# contrafact_header_only(package header): the target package::package from its CMake package, or on a
# machine without that from headers brought along: -DCONTRAFACT_INCLUDES=folder, or $CPATH.
function(contrafact_header_only package header)
  find_package(${package} QUIET)
  if(TARGET ${package}::${package})
    return()
  endif()
  find_path(${package}_INCLUDE_DIR ${header} HINTS ${CONTRAFACT_INCLUDES} ENV CPATH)
  if(NOT ${package}_INCLUDE_DIR)
    message(FATAL_ERROR "${package} is missing: install it, or name a folder with ${header} in "
                        "-DCONTRAFACT_INCLUDES=...")
  endif()
  add_library(${package}::${package} INTERFACE IMPORTED GLOBAL)
  target_include_directories(${package}::${package} SYSTEM INTERFACE ${${package}_INCLUDE_DIR})
endfunction()

# contrafact_library(name [SHARED] [LIGHT]): a library that follows the project's rules.
# LIGHT: its own code is never what one waits for, so a release build optimises it little and compiles it sooner.
function(contrafact_library name)
  cmake_parse_arguments(ARG "SHARED;LIGHT" "" "" ${ARGN})
  if(ARG_SHARED)
    add_library(${name} SHARED)
  else()
    add_library(${name} STATIC)
  endif()
  target_link_libraries(${name} PUBLIC contrafact_options)
  if(ARG_LIGHT)
    target_compile_options(${name} PRIVATE $<$<CONFIG:Release>:-O1> ${CONTRAFACT_SANITIZED_O0})
  endif()
endfunction()

# contrafact_unity(target group source...): sources of `target` that a unity build compiles as one file.
# For headers that cost more than what is written below them; names in anonymous namespaces must differ.
function(contrafact_unity target group)
  set_target_properties(${target} PROPERTIES UNITY_BUILD ${CONTRAFACT_UNITY} UNITY_BUILD_MODE GROUP)
  set_source_files_properties(${ARGN} TARGET_DIRECTORY ${target} PROPERTIES UNITY_GROUP ${group})
endfunction()

# contrafact_unity_folders(target [EXCEPT folder...]): a unity build compiles each folder of `target` as one file.
function(contrafact_unity_folders target)
  cmake_parse_arguments(ARG "" "" "EXCEPT" ${ARGN})
  get_target_property(sources ${target} SOURCES)
  list(FILTER sources INCLUDE REGEX "\\.cpp$")
  foreach(source IN LISTS sources)
    get_filename_component(folder ${source} DIRECTORY)
    cmake_path(RELATIVE_PATH folder BASE_DIRECTORY ${PROJECT_SOURCE_DIR})
    if(NOT folder IN_LIST ARG_EXCEPT)
      string(MAKE_C_IDENTIFIER ${folder} group)
      contrafact_unity(${target} ${group} ${source})
    endif()
  endforeach()
endfunction()

# contrafact_tests(LABEL label [PROGRAM name] [UNITY] LIBS lib... [PCH header... | REUSE program]): all tst_*.cpp
# beside the caller become one program, <label>_tests, and each of them one test: `unit_tests tst_score`.
# UNITY: a unity build compiles seven at a time; names in anonymous namespaces must differ.
# PCH: headers to precompile; REUSE: the program or library whose precompiled headers serve here as well.
function(contrafact_tests)
  cmake_parse_arguments(ARG "UNITY" "LABEL;PROGRAM;REUSE" "LIBS;PCH" ${ARGN})
  set(program ${ARG_LABEL}_tests)
  if(ARG_PROGRAM)
    set(program ${ARG_PROGRAM})
  endif()
  file(GLOB sources CONFIGURE_DEPENDS tst_*.cpp)
  add_executable(${program} ${sources} ${PROJECT_SOURCE_DIR}/tests/support/main.cpp)
  set_target_properties(${program} PROPERTIES AUTOMOC ON RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/tests)
  target_link_libraries(${program} PRIVATE contrafact_options ${ARG_LIBS} Qt6::Test)
  if(ARG_UNITY)
    set_target_properties(${program} PROPERTIES UNITY_BUILD ${CONTRAFACT_UNITY} UNITY_BUILD_BATCH_SIZE 7)
  endif()
  # Qt gives each folder two macros of its own; precompiled headers that hold them serve no other folder.
  target_compile_options(${program} PRIVATE -UQT_TESTCASE_BUILDDIR -UQT_TESTCASE_SOURCEDIR)
  # A test's own code is compiled for every run or two; what it tests is in libraries.
  target_compile_options(${program} PRIVATE $<$<CONFIG:Release>:-O1> ${CONTRAFACT_SANITIZED_O0})
  if(CONTRAFACT_PCH AND ARG_REUSE)
    target_precompile_headers(${program} REUSE_FROM ${ARG_REUSE})
    get_target_property(kind ${ARG_REUSE} TYPE)
    if(kind STREQUAL SHARED_LIBRARY) # compiled with -fPIC, where a program has -fPIE: they must agree
      set_target_properties(${program} PROPERTIES POSITION_INDEPENDENT_CODE OFF)
      target_compile_options(${program} PRIVATE -fPIC)
    endif()
  elseif(CONTRAFACT_PCH AND ARG_PCH)
    target_precompile_headers(${program} PRIVATE ${ARG_PCH})
  endif()
  foreach(source IN LISTS sources)
    get_filename_component(name ${source} NAME_WE)
    set(test ${ARG_LABEL}.${name})
    add_test(NAME ${test} COMMAND ${program} ${name})
    # Off-screen, one scale, C locale, and folders of its own: a test never touches the user's data.
    set(home ${CMAKE_BINARY_DIR}/tests/home/${test})
    file(MAKE_DIRECTORY ${home})
    set_tests_properties(${test} PROPERTIES LABELS ${ARG_LABEL} TIMEOUT 900 ENVIRONMENT
      "QT_QPA_PLATFORM=offscreen;QT_SCALE_FACTOR=1;LC_ALL=C.UTF-8;XDG_DATA_HOME=${home}/data;XDG_CACHE_HOME=${home}/cache;XDG_CONFIG_HOME=${home}/config;OMP_NUM_THREADS=1")
  endforeach()
endfunction()
