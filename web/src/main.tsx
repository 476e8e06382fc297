import "./integrity.ts";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { App, hurry } from "./app.tsx";
import "./style/base.css";
import "./style/layout.css";
import "./style/parts.css";
import "./style/pages.css";
import { startTheme } from "./theme.ts";

hurry();
startTheme();
const place = document.getElementById("page");
if (place === null) throw new Error("the page has no element to be drawn in");
createRoot(place).render(<StrictMode><App /></StrictMode>);
