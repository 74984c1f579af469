/** The emoji short names that this workspace knows. */

const NAMES = {
  "+1": "👍", thumbsup: "👍", "-1": "👎", thumbsdown: "👎", wave: "👋", clap: "👏", raised_hands: "🙌", pray: "🙏",
  ok_hand: "👌", point_right: "👉", point_left: "👈", point_up: "☝️", point_down: "👇", muscle: "💪", handshake: "🤝",
  smile: "😄", grinning: "😀", slightly_smiling_face: "🙂", simple_smile: "🙂", wink: "😉", joy: "😂", sob: "😭",
  thinking_face: "🤔", neutral_face: "😐", confused: "😕", sweat_smile: "😅", sunglasses: "😎", heart_eyes: "😍",
  tada: "🎉", sparkles: "✨", star: "⭐", fire: "🔥", rocket: "🚀", zap: "⚡", bulb: "💡", heart: "❤️", eyes: "👀",
  white_check_mark: "✅", heavy_check_mark: "✔️", ballot_box_with_check: "☑️", x: "❌", no_entry: "⛔",
  no_entry_sign: "🚫", warning: "⚠️", rotating_light: "🚨", question: "❓", grey_question: "❔", raised_hand: "✋", hand: "✋", exclamation: "❗", information_source: "ℹ️",
  hourglass: "⌛", hourglass_flowing_sand: "⏳", stopwatch: "⏱️", alarm_clock: "⏰", clock3: "🕒", calendar: "📅", date: "📅",
  lock: "🔒", unlock: "🔓", key: "🔑", shield: "🛡️", mag: "🔍", link: "🔗", paperclip: "📎", pushpin: "📌", label: "🏷️",
  camera: "📷", camera_with_flash: "📸", movie_camera: "🎥", video_camera: "📹", clapper: "🎬", film_frames: "🎞️",
  film_projector: "📽️", arrow_forward: "▶️", double_vertical_bar: "⏸️", repeat: "🔁", musical_note: "🎵",
  loud_sound: "🔊", microphone: "🎤", frame_with_picture: "🖼️", art: "🎨", iphone: "📱", computer: "💻", selfie: "🤳",
  bust_in_silhouette: "👤", busts_in_silhouette: "👥", robot_face: "🤖", package: "📦", inbox_tray: "📥", outbox_tray: "📤",
  memo: "📝", pencil: "✏️", pencil2: "✏️", clipboard: "📋", page_facing_up: "📄", file_folder: "📁", books: "📚", scroll: "📜",
  wastebasket: "🗑️", gear: "⚙️", wrench: "🔧", hammer_and_wrench: "🛠️", bell: "🔔", no_bell: "🔕", speech_balloon: "💬",
  email: "✉️", envelope: "✉️", arrows_counterclockwise: "🔄", arrow_right: "➡️", arrow_left: "⬅️", arrow_up: "⬆️",
  arrow_down: "⬇️", large_green_circle: "🟢", large_yellow_circle: "🟡", large_orange_circle: "🟠", red_circle: "🔴",
  large_blue_circle: "🔵", white_circle: "⚪", black_circle: "⚫", small_blue_diamond: "🔹", receipt: "🧾", seedling: "🌱",
  globe_with_meridians: "🌐", house: "🏠", coffee: "☕", money_with_wings: "💸", test_tube: "🧪", broken_heart: "💔",
};

/** Returns the character for a short name, or null when it is not known. */
export function emojiCharacter(name) {
  return Object.hasOwn(NAMES, name) ? NAMES[name] : null;
}

/** Replaces the known :short_names: of a plain text. */
export function replaceEmoji(text) {
  return text.replace(/:([a-z0-9_+-]+):/g, (whole, name) => emojiCharacter(name) ?? whole);
}
