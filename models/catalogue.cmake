# SPDX-License-Identifier: GPL-3.0-or-later
set(CONTRAFACT_MODELS_DIR ${CMAKE_CURRENT_LIST_DIR})

# contrafact_catalogue(folder system...): writes catalogue.cpp (descriptors, without torch) and
# builders.cpp (their torch sides) into `folder`, from nothing but the systems' words.
function(contrafact_catalogue folder)
  set(declarations "")
  set(entries "")
  set(builder_declarations "")
  set(builder_entries "")
  foreach(system IN LISTS ARGN)
    string(APPEND declarations "namespace ${system} { const SystemDescriptor& descriptor(); }\n")
    string(APPEND entries "        &${system}::descriptor(),\n")
    string(APPEND builder_declarations "namespace ${system} {\nconst SystemDescriptor& descriptor();\n"
      "std::unique_ptr<train::TrainableSystem> makeTraining(const train::Context&);\n"
      "std::unique_ptr<Composer> makeComposer(const TensorFile&, const CheckpointInfo&);\n}\n")
    string(APPEND builder_entries
      "        {${system}::descriptor().id, ${system}::makeTraining, ${system}::makeComposer},\n")
  endforeach()
  configure_file(${CONTRAFACT_MODELS_DIR}/api/catalogue.cpp.in ${folder}/catalogue.cpp @ONLY)
  configure_file(${CONTRAFACT_MODELS_DIR}/train/builders.cpp.in ${folder}/builders.cpp @ONLY)
endfunction()
