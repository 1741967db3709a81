import { importTests } from "./imports";
importTests();
