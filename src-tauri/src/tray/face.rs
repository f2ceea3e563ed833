//! The icon as panels see it over the session bus: a StatusNotifierItem with a menu. It only shows what it is given, and
//! passes clicks on.

use ksni::menu::{StandardItem, SubMenu};
use ksni::{MenuItem, OfflineReason, Status, ToolTip};
use syncit_engine::notices::escaped_markup;
use syncit_engine::summary::Icon;

use super::menu::{Click, Item};
use super::pictures::{Theme, pixmaps};

/// What is shown.
#[derive(Debug, Clone, PartialEq)]
pub struct Shown {
    /// The state's picture.
    pub icon: Icon,
    /// The state, in words.
    pub sentence: String,
    /// What needs a person, in words.
    pub attention: Option<String>,
    /// The menu.
    pub items: Vec<Item>,
}

/// The icon on the bus.
pub struct Face {
    /// What it shows.
    pub shown: Shown,
    /// Its symbolic pictures.
    pub theme: Theme,
    /// What a click does. It must not wait for anything. With the click comes a token of the desktop, if it gives any, by
    /// which the window may come to the front.
    pub clicked: Box<dyn Fn(Click, Option<String>) + Send>,
}

impl Face {
    fn click(&self, click: Click) {
        (self.clicked)(click, ksni::current_xdg_activation_token());
    }
}

impl ksni::Tray for Face {
    fn id(&self) -> String {
        "syncit".into()
    }

    fn title(&self) -> String {
        "SyncIt".into()
    }

    fn status(&self) -> Status {
        if self.shown.icon == Icon::Attention { Status::NeedsAttention } else { Status::Active }
    }

    fn activate(&mut self, _x: i32, _y: i32) {
        self.click(Click::Open);
    }

    fn icon_theme_path(&self) -> String {
        self.theme.path()
    }

    fn icon_name(&self) -> String {
        self.theme.name(self.shown.icon)
    }

    fn icon_pixmap(&self) -> Vec<ksni::Icon> {
        pixmaps(self.shown.icon)
    }

    // Some panels show these, and nothing else, while something needs a person.
    fn attention_icon_name(&self) -> String {
        self.icon_name()
    }

    fn attention_icon_pixmap(&self) -> Vec<ksni::Icon> {
        self.icon_pixmap()
    }

    fn tool_tip(&self) -> ToolTip {
        let Shown { sentence, attention, .. } = &self.shown;
        let lines: Vec<_> = [Some(sentence), attention.as_ref()].into_iter().flatten().map(String::as_str).collect();
        // Panels interpret markup here, but not in the title.
        ToolTip { title: "SyncIt".into(), description: escaped_markup(&lines.join("\n")), ..ToolTip::default() }
    }

    fn menu(&self) -> Vec<MenuItem<Self>> {
        self.shown.items.iter().map(menu_item).collect()
    }

    /// Ends it: whoever sees the next panel makes a new one.
    fn watcher_offline(&self, _reason: OfflineReason) -> bool {
        false
    }
}

fn menu_item(item: &Item) -> MenuItem<Face> {
    match item {
        Item::Line => MenuItem::Separator,
        Item::Text { id, text, enabled } => {
            let click = Click::read(id);
            let activate = move |face: &mut Face| click.iter().for_each(|click| face.click(click.clone()));
            let (label, enabled) = (escape(text), *enabled);
            StandardItem { label, enabled, activate: Box::new(activate), ..StandardItem::default() }.into()
        }
        Item::Menu { text, items, .. } => {
            SubMenu { label: escape(text), submenu: items.iter().map(menu_item).collect(), ..SubMenu::default() }.into()
        }
    }
}

/// Escapes `_`, which marks an access key in a menu's text.
fn escape(text: &str) -> String {
    text.replace('_', "__")
}

#[cfg(test)]
mod tests {
    use super::*;
    use ksni::Tray;

    #[test]
    fn the_tooltip_says_the_state_and_what_needs_a_person_and_no_name_in_it_is_markup() {
        let face = |attention: Option<&str>| Face {
            shown: Shown {
                icon: Icon::Offline,
                sentence: "Offline: <b>attic</b> cannot be reached".into(),
                attention: attention.map(Into::into),
                items: Vec::new(),
            },
            theme: Theme::default(),
            clicked: Box::new(|_, _| {}),
        };
        let said = |attention| face(attention).tool_tip().description;
        assert_eq!(said(None), "Offline: &lt;b&gt;attic&lt;/b&gt; cannot be reached");
        assert_eq!(said(Some("1 item")), format!("{}\n1 item", said(None)));
    }
}
