"""What a Dovecot is told, in the words of 2.3 (Debian 12) and of 2.4 (Debian 13)."""

from __future__ import annotations

from pathlib import Path

COMMON = """
base_dir = {folder}/run
state_dir = {folder}/state
log_path = {folder}/log
instance_name = maru-test-{port}
listen = 127.0.0.1
protocols = imap
default_internal_user = {user}
default_internal_group = {group}
default_login_user = {user}
first_valid_uid = 1
mail_fsync = never
auth_mechanisms = {mechanisms}
mail_max_userip_connections = 200
mailbox_list_index = no
maildir_very_dirty_syncs = no
service anvil {{
  chroot =
}}
service stats {{
  chroot =
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {port}
  }}
  inet_listener imaps {{
    port = {tls_port}
    ssl = yes
  }}
}}
"""
OLD = """
default_vsz_limit = 0
disable_plaintext_auth = no
mail_location = maildir:~/Maildir
service imap-login {{
  service_count = 0
}}
passdb {{
  driver = static
  args = password={password}
}}
userdb {{
  driver = static
  args = uid={user} gid={group} home={folder}/mail/%u
}}
"""
OLD_OAUTH = """
passdb {{
  driver = oauth2
  mechanisms = xoauth2
  args = {folder}/oauth2
}}
"""
NEW = """
default_vsz_limit = unlimited
auth_allow_cleartext = yes
mail_driver = maildir
mail_path = ~/Maildir
service imap-login {{
  restart_request_count = unlimited
}}
passdb static {{
  password = {password}
}}
userdb static {{
  fields {{
    uid = {user}
    gid = {group}
    home = {folder}/mail/%{{user}}
  }}
}}
"""
# Asks who a token is; the same words in a file of their own and in a block.
TOKENS = """
tokeninfo_url = {introspection}?access_token=
introspection_mode = get
username_attribute = email
active_attribute = active
active_value = true
"""


def write_config(
    version: str,
    folder: Path,
    certificate: tuple[str, str] | None,
    introspection: str,
    **values: object,
) -> Path:
    """Write what Dovecot ``version`` reads into ``folder``; return the path to start it with.

    ``certificate`` is the paths of chain and key; ``introspection`` the address that knows tokens.
    """
    is_new = not version.startswith("2.3.")
    tokens = TOKENS.format(introspection=introspection)
    parts = []
    if is_new:
        # The first line, and which words follow.
        parts.append("dovecot_config_version = 2.4.0\ndovecot_storage_version = 2.4.0")
    parts += [COMMON, NEW if is_new else OLD]
    # 2.4 signs nobody in while it offers a token that it cannot ask about.
    mechanisms = "plain login xoauth2" if introspection else "plain login"
    text = "".join(parts).format(folder=folder, mechanisms=mechanisms, **values)
    if introspection and is_new:
        text += f"oauth2 {{{tokens}}}\n"
    elif introspection:
        (folder / "oauth2").write_text(tokens)
        text += OLD_OAUTH.format(folder=folder)
    config = folder / "config"
    config.write_text(text + _tls(certificate, is_new=is_new))
    return config


def _tls(certificate: tuple[str, str] | None, *, is_new: bool) -> str:
    if certificate is None:
        return "ssl = no\n"
    chain, key = certificate
    if is_new:
        return f"ssl = yes\nssl_server_cert_file = {chain}\nssl_server_key_file = {key}\n"
    return f"ssl = yes\nssl_cert = <{chain}\nssl_key = <{key}\n"
