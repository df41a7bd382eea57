import htmx from "htmx.org";
import "./send-csrf";
import "./keep-draft";
import "./switch-mode";
import "./submit-shortcut";
import "./hotkeys";
import "./list-keys";
import "./relative-time";
import "./undo-toast";
import "./tell-failure";
import "./leave-when-signed-out";
import "./close-menus";
import "./switch-theme";
import "./pick-files";
import "./fold-frame";
import "./show-mail";
import "./insert-text";
import "./copy-text";
import "./reveal-password";
import "./auto-submit";
import "./select-rows";
import "./open-dialog";
import "./scroll-end";
import "./live";
import { awaken } from "./behaviour";

// Live updates (a later bundle) and the tests speak to the same htmx.
Object.assign(window, { htmx });
awaken(document);
